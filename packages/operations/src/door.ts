import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { AppError, parseUuid, refuse } from '@mycelium/kernel';
import type { Access } from './access.ts';
import type { Host } from './execute.ts';
import type { CallContext } from './operation.ts';

export const CONNECTION_STRING_HEADER = 'x-mycelium-connection-string';
export const TENANT_HEADER = 'x-mycelium-tenant-id';
export const REQUEST_ID_HEADER = 'x-mycelium-request-id';

/** What a request offers to tell who is calling. */
export interface CredentialCarrier {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly clientAddress: string;
  /** From the tenant header; narrows the profile. */
  readonly tenantId?: string;
}

/** A request as the doors receive it, from `node:http` or through Express. */
export type DoorRequest = IncomingMessage & { readonly originalUrl?: string };

/** A request handler that fits both `node:http` (without `next`) and Express 5. */
export type DoorHandler = (
  request: DoorRequest,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

export interface DoorPorts<Ports, Caller> extends Host<Ports, Caller> {
  /**
   * Who is calling. `undefined` when no credential was sent; throws an `AppError` of kind `unauthenticated` for
   * one that is not valid.
   */
  readonly identify: (carrier: CredentialCarrier) => Promise<Caller | undefined>;
  /** The client's address behind trusted proxies. Default: the peer's. */
  readonly clientAddress?: (request: DoorRequest) => string;
  /** Default: a fresh UUID. Whatever the client sent is not to be trusted. */
  readonly requestId?: (request: DoorRequest) => string;
}

export const credentialSent = (headers: IncomingHttpHeaders): boolean =>
  Boolean(headers.authorization) || Boolean(headers[CONNECTION_STRING_HEADER]);

const LANGUAGE = /^\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)/;

type Anonymous = Omit<CallContext<unknown>, 'caller'>;

/** Everything about a call except who makes it. Throws MALFORMED_REQUEST for a tenant that is not a UUID. */
export function contextOf<Ports, Caller>(
  { clientAddress }: DoorPorts<Ports, Caller>,
  request: DoorRequest,
  requestId: string,
): Anonymous {
  const tenant = request.headers[TENANT_HEADER];
  const tenantId = typeof tenant === 'string' && tenant !== '' ? parseUuid(tenant.trim()) : undefined;
  if (tenant !== undefined && tenant !== '' && tenantId === undefined) {
    throw refuse('MALFORMED_REQUEST', {
      message: `The header ${TENANT_HEADER} is not a UUID.`,
      details: 'Send the id of one tenant, or leave the header out.',
    });
  }
  const locale = LANGUAGE.exec(request.headers['accept-language'] ?? '')?.[1];
  return {
    requestId,
    clientAddress: clientAddress?.(request) ?? request.socket.remoteAddress ?? 'unknown',
    ...(tenantId !== undefined && { tenantId }),
    ...(locale !== undefined && { locale }),
  };
}

const forgivable = (thrown: unknown): boolean =>
  thrown instanceof AppError && (thrown.kind === 'unauthenticated' || thrown.kind === 'forbidden');

/**
 * Asks who is calling. What anybody may do is not refused over a stale credential: it goes on without a caller.
 * Throws NOT_AUTHENTICATED when a caller is needed and no credential was sent.
 */
export async function callerOf<Ports, Caller>(
  { identify }: DoorPorts<Ports, Caller>,
  { headers }: DoorRequest,
  { context, access }: { readonly context: Anonymous; readonly access: Access },
): Promise<Caller | undefined> {
  if (access === 'public' && !credentialSent(headers)) return undefined;
  const { requestId, clientAddress, tenantId } = context;
  const carrier = { headers, requestId, clientAddress, ...(tenantId !== undefined && { tenantId }) };
  try {
    const caller = await identify(carrier);
    if (caller !== undefined || access === 'public') return caller;
  } catch (thrown) {
    if (access === 'public' && forgivable(thrown)) return undefined;
    throw thrown;
  }
  throw refuse('NOT_AUTHENTICATED', {
    details: 'Send an access token: Authorization: Bearer <token>.',
  });
}
