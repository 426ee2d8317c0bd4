import type { Counter, Logger } from '@mycelium/kernel';
import type { CallerSignatures } from './identity/caller-signatures.ts';
import type { Identities } from './identity/identities.ts';
import type { UnderscorePolicy } from './model/header-policy.ts';
import type { RouteTable } from './model/route-table.ts';
import type { Service } from './model/service.ts';
import type { SourcePolicy } from './model/source.ts';

/** What the steps work with. Made once at load. */
export interface PipelinePorts {
  readonly routes: RouteTable;
  readonly identities: Identities;
  /** Services that name no allowed sources are absent. By service and not by name: two blocks may share one. */
  readonly sources: ReadonlyMap<Service, SourcePolicy>;
  /** Services that are signed nothing are absent. Absent itself when all are. */
  readonly signatures?: ReadonlyMap<Service, CallerSignatures>;
  /** Whether paths to services must come in their canonical form, without path parameters. Absent: they are brought into it. */
  readonly strictPaths?: boolean;
  /** Absent: `refuse`. */
  readonly underscoreHeaders?: UnderscorePolicy;
  /** From `requestCounter`. Absent: nobody wants to know. */
  readonly requests?: Counter;
  /** Lines of target `gateway.router`. */
  readonly log: Logger;
}
