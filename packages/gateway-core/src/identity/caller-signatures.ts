import type { Clock } from '@mycelium/kernel';
import { type CallerFields, CallerSigner } from '@mycelium/profile';
import type { Service } from '../model/service.ts';
import { BoundedMap } from './bounded-map.ts';

const REMEMBERED = 1000;
/** Half of the time for which a signature is good. */
const REUSED_MS = 30_000;

interface Made extends CallerFields {
  readonly signature: string;
  readonly until: number;
}

/** Signs to one service who calls. What was signed a moment ago is not signed again. */
export class CallerSignatures {
  readonly #signer: CallerSigner;
  readonly #clock: Clock;
  readonly #made = new BoundedMap<Made>(REMEMBERED);

  constructor(signer: CallerSigner, clock: Clock) {
    this.#signer = signer;
    this.#clock = clock;
  }

  /** The value of the field. */
  of(caller: CallerFields): string {
    const now = this.#clock.now().getTime();
    const made = this.#made.get(caller.email);
    if (
      made !== undefined &&
      now < made.until &&
      made.tenantId === caller.tenantId &&
      made.profile === caller.profile
    )
      return made.signature;
    const signature = this.#signer.sign(caller, Math.floor(now / 1000));
    this.#made.set(caller.email, { ...caller, signature, until: now + REUSED_MS });
    return signature;
  }
}

/** For the services that have a key; `undefined` when none has. */
export function callerSignatures(
  services: readonly Service[],
  clock: Clock,
): ReadonlyMap<Service, CallerSignatures> | undefined {
  const signing = services.flatMap(service => {
    const { name, signatureKey } = service;
    if (signatureKey === undefined) return [];
    return [[service, new CallerSignatures(new CallerSigner(name, signatureKey.reveal()), clock)] as const];
  });
  return signing.length === 0 ? undefined : new Map(signing);
}
