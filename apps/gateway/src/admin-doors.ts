import type { AccountsPorts, TokenTrace } from '@mycelium/accounts';
import { accessRefusal, accountsOperations, type Caller } from '@mycelium/accounts';
import { randomIds } from '@mycelium/adapter-identity';
import {
  bearerToken,
  type GatewayCorePorts,
  gatewayCoreOperations,
  type Identities,
} from '@mycelium/gateway-core';
import { type Logger, refuse } from '@mycelium/kernel';
import { type CredentialCarrier, type DoorPorts, type Registry, registry } from '@mycelium/operations';
import { type SystemPorts, systemOperations } from '@mycelium/system';
import { type TenantsPorts, tenantsOperations } from '@mycelium/tenants';

/**
 * Every administrative operation of the gateway. Without internal sign-in its operations are left out: nobody could
 * use what they issue. Throws at load when one operation contradicts another.
 */
export const adminRegistry = (internalSignIn: boolean): Registry<AdminPorts, Caller> =>
  registry([...accountsOperations, ...tenantsOperations, ...systemOperations, ...gatewayCoreOperations], {
    without: internalSignIn ? [] : ['internal-sign-in'],
  });

/** What all of them need together. */
export type AdminPorts = AccountsPorts & TenantsPorts & SystemPorts & GatewayCorePorts;

const SILENT: TokenTrace = { stage: () => undefined };

/** What the REST and JSON-RPC doors work with. */
export function adminDoorPorts(
  ports: AdminPorts,
  identities: Identities,
  log: Logger,
): DoorPorts<AdminPorts, Caller> {
  return {
    ports,
    log,
    ids: randomIds,
    identify: carrier => identify(identities, carrier),
    authorise: accessRefusal,
    requestId: request => String(request.headers['x-mycelium-request-id']),
  };
}

async function identify(identities: Identities, { headers }: CredentialCarrier): Promise<Caller | undefined> {
  if (headers['x-mycelium-connection-string'] !== undefined) {
    throw refuse('TOKEN_INVALID', { details: 'Connection strings cannot be checked by this version.' });
  }
  if (headers.authorization === undefined) return undefined;
  const token = bearerToken(headers.authorization);
  if (token === undefined)
    throw refuse('TOKEN_INVALID', { details: 'Authorization must read: Bearer <token>.' });
  return identities.resolve(token, SILENT);
}
