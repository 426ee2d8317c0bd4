import type { AppError, TenantId } from '@mycelium/kernel';
import type { CallerEntry } from './identity/caller-entry.ts';
import { canonicalTarget } from './model/canonical-path.ts';
import type { Client } from './model/client.ts';
import type { FieldBlock } from './model/field-block.ts';
import type { RequestHeaders } from './model/request-headers.ts';
import type { CompiledRoute } from './model/route-table.ts';
import type { ServiceHost } from './model/service-hosts.ts';

/** A request as the listener hands it over. */
export interface RequestHead {
  readonly method: string;
  /** The request target as it came (RFC 9112 §3.2). */
  readonly target: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** Who sent it: the peer of the connection, or whom a trusted proxy names. */
  readonly client: Client;
  readonly requestId: string;
  /** What stays the same for all requests of a connection; what was found out for one may serve the next. */
  readonly connection?: object;
}

/** Who was found to be calling. */
export interface Identity {
  readonly email: string;
  /** Present for groups that need a profile. */
  readonly caller?: CallerEntry;
  /** When the credential expires, in milliseconds since the epoch. Connections that outlive a request end with it. */
  readonly validUntil: number;
}

/** One request on its way through the steps. Each step reads what earlier ones found and adds its own. */
export class Exchange {
  readonly head: RequestHead;
  headers: RequestHeaders | undefined;
  /** Canonical, percent-decoded once; empty when the target is refused. */
  readonly path: string;
  readonly encodedPath: string;
  /** With its `?`, or empty. The route's secret may be added to it. */
  query: string;
  /** Why the request target is refused, if it is. */
  readonly malformed: string | undefined;
  route: CompiledRoute | undefined;
  stripServiceName = false;
  /** For 405: what `Allow` says. */
  allow: string | undefined;
  identity: Identity | undefined;
  tenantId: TenantId | undefined;
  /** The value of the profile header, once the caller is authorised to a group that injects it. */
  profileHeader: string | undefined;
  /** What the service receives with this request alone, names and values in turn. */
  outgoing: string[] = [];
  /** What it receives besides: the fields of the route and of the client. */
  blocks: readonly FieldBlock[] = [];
  host: ServiceHost | undefined;
  /** What is connected to: `http://host:port` of the chosen host, or of the proxy in front of it. */
  origin = '';
  /** The request target on that connection, with the query. */
  downstreamPath = '';
  /** The service's answer ended in the middle, and the client's connection with it. */
  brokenOff = false;
  /** `router.*` stages that began and have no outcome yet; only filled when stages are logged. */
  readonly openStages: string[] = [];

  constructor(head: RequestHead) {
    this.head = head;
    const target = canonicalTarget(head.target);
    const refused = typeof target === 'string';
    this.malformed = refused ? target : undefined;
    this.path = refused ? '' : target.path;
    this.encodedPath = refused ? '' : target.encoded;
    this.query = refused ? '' : target.query;
  }

  /** Sends the request to `host`, or to another one than before. */
  direct(host: ServiceHost): void {
    const before = this.host?.pathPrefix.length ?? 0;
    this.downstreamPath =
      host.pathPrefix + (before === 0 ? this.downstreamPath : this.downstreamPath.slice(before));
    this.host = host;
    this.origin = host.origin;
  }
}

/** All that the service receives, names and values in turn. */
export const outgoingFields = ({ outgoing, blocks }: Exchange): string[] => [
  ...outgoing,
  ...blocks.flatMap(({ fields }) => fields),
];

/** A step answers nothing to go on, or the refusal. It returns a promise only when it must wait. */
export type StepResult = AppError | undefined | Promise<AppError | undefined>;
