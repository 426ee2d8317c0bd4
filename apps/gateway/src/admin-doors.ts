import type { AccountsPorts, TokenTrace } from '@mycelium/accounts';
import { accountsOperations, authorise, type Caller } from '@mycelium/accounts';
import { randomIds } from '@mycelium/adapter-identity';
import type { Identities } from '@mycelium/gateway-core';
import { AppError, type Logger, refuse } from '@mycelium/kernel';
import { type CredentialCarrier, type DoorPorts, registry } from '@mycelium/operations';

/** Every administrative operation of the gateway. Throws at load when one contradicts another. */
export const adminRegistry = () => registry(accountsOperations);

const SILENT: TokenTrace = { stage: () => undefined };
const BEARER = /^bearer +([^\s]+) *$/i;

/** What the REST and JSON-RPC doors work with. */
export function adminDoorPorts(
  ports: AccountsPorts,
  identities: Identities,
  log: Logger,
): DoorPorts<AccountsPorts, Caller> {
  return {
    ports,
    log,
    ids: randomIds,
    identify: carrier => identify(identities, carrier),
    authorise: (access, caller) => refusalOf(() => authorise(access, caller)),
    requestId: request => String(request.headers['x-mycelium-request-id']),
  };
}

async function identify(identities: Identities, { headers }: CredentialCarrier): Promise<Caller | undefined> {
  if (headers['x-mycelium-connection-string'] !== undefined) {
    throw refuse('TOKEN_INVALID', { details: 'Connection strings cannot be checked by this version.' });
  }
  if (headers.authorization === undefined) return undefined;
  const token = BEARER.exec(headers.authorization)?.[1];
  if (token === undefined)
    throw refuse('TOKEN_INVALID', { details: 'Authorization must read: Bearer <token>.' });
  return identities.resolve(token, SILENT);
}

function refusalOf(check: () => void): AppError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
