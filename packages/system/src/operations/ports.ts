import type { Envelope } from '@mycelium/envelope-crypto';
import type { Clock, Ids } from '@mycelium/kernel';
import type { WebhookTargetPolicy } from '../model/webhook-target.ts';
import type { SystemUnitOfWork } from '../ports/stores.ts';

/** Everything that the operations of this package may ask for. Each one asks for what it needs: see `Needs`. */
export interface SystemPorts {
  readonly unitOfWork: SystemUnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly envelope: Envelope;
  readonly webhookTargets: WebhookTargetPolicy;
}

export type Needs<Names extends keyof SystemPorts> = Pick<SystemPorts, Names>;
