import {
  type Account,
  type AccountsPorts,
  type AccountsSettings,
  accessRefusal,
  type Caller,
  type GuestRole,
} from '@mycelium/accounts';
import {
  type MemoryStores,
  type MemoryUnitStores,
  memorySharedCache,
  memoryStores,
} from '@mycelium/adapter-memory';
import { Envelope, keyEncryptionKey } from '@mycelium/envelope-crypto';
import {
  type ApiDocument,
  type GatewayCorePorts,
  type Service,
  serviceCatalogue,
} from '@mycelium/gateway-core';
import { type Logger, Secret, silentLogger, type TenantId, type UnitOfWork } from '@mycelium/kernel';
import { type AnyOperation, type CallContext, execute } from '@mycelium/operations';
import type { SystemPorts } from '@mycelium/system';
import type { Tenant, TenantsPorts } from '@mycelium/tenants';
import { aRole, aSubscription, aTenant, WORLD_BEGINS } from './builders.ts';
import { countedIds } from './counted-ids.ts';
import { type Mailbox, mailbox } from './mailbox.ts';
import { memoryServiceDocuments } from './memory-service-documents.ts';
import { type Holding, hold, type PersonOptions, person, storedCaller } from './people.ts';
import { plainBootstrapSecret, predictableLinkSecrets, readableTokenSigner } from './predictable-secrets.ts';
import { type SettableClock, settableClock } from './settable-clock.ts';

export interface WorldOptions {
  readonly settings?: Partial<AccountsSettings>;
  /** Opens the bootstrap. */
  readonly bootstrapSecret?: string;
  /** Whether webhooks may lead into private networks. Default false, as on a server. */
  readonly allowPrivateTargets?: boolean;
  /** What stands behind the gateway. */
  readonly services?: readonly Service[];
  /** The OpenAPI documents of services, by the service's name. */
  readonly documents?: Readonly<Record<string, ApiDocument>>;
}

/** The ports of all operations, over one storage. */
export interface WorldPorts extends AccountsPorts, TenantsPorts, SystemPorts, GatewayCorePorts {
  readonly unitOfWork: UnitOfWork<MemoryUnitStores>;
}

/** Everything that operations need, in memory and under control. */
export interface World {
  readonly ports: WorldPorts;
  readonly clock: SettableClock;
  readonly stores: MemoryStores;
  readonly mailbox: Mailbox;
  /** Groups of the cache that were invalidated, in order. */
  readonly invalidated: readonly string[];
  /** What was logged at level `error`. Operations that behave leave it empty. */
  readonly faults: readonly string[];
  /** A stored user as a caller with a full session, the way a request would resolve it. */
  caller(email: string, over?: Partial<Caller>): Promise<Caller>;
  /** Stores a person with a personal account and all that it owns and holds, and gives it as such a caller. */
  person(options: PersonOptions): Promise<Caller>;
  /** Makes somebody a guest, registered or not. */
  guest(email: string, holding: Holding): Promise<void>;
  /** Store what the builder of the same name makes. */
  tenant(over?: Partial<Tenant>): Promise<Tenant>;
  subscription(tenantId: TenantId, over?: Partial<Account>): Promise<Account>;
  role(over?: Partial<GuestRole>): Promise<GuestRole>;
  /**
   * Runs an operation the way every door does, strictly: undeclared errors and undeclared fields throw. `Result` is
   * what the test expects of it, since an operation in a list has lost its types.
   */
  call<Result = unknown>(
    operation: AnyOperation,
    params?: unknown,
    context?: Partial<CallContext<Caller>>,
  ): Promise<Result>;
}

export function world(options: WorldOptions = {}): World {
  const clock = settableClock(WORLD_BEGINS);
  const faults: string[] = [];
  const log = faultLog(faults);
  const stores = memoryStores({ log });
  const cache = memorySharedCache({ clock });
  const invalidated: string[] = [];
  cache.subscribe(group => void invalidated.push(group ?? '*'));
  const ports = portsOf({ stores, cache, clock }, options);
  return {
    ports,
    clock,
    stores,
    mailbox: mailbox(() => stores.rows().mails.map(({ mail }) => mail)),
    invalidated,
    faults,
    ...peopleOf(stores),
    call: async <Result>(
      operation: AnyOperation,
      params?: unknown,
      context: Partial<CallContext<Caller>> = {},
    ) => {
      const host = { ports, authorise: accessRefusal, log, ids: ports.ids, strict: true };
      const whole = { requestId: 'request-1', clientAddress: '192.0.2.1', caller: undefined, ...context };
      return (await execute(host, operation, { context: whole, params })) as Result;
    },
  };
}

interface Parts {
  readonly stores: MemoryStores;
  readonly cache: AccountsPorts['cache'];
  readonly clock: SettableClock;
}

function portsOf({ stores, cache, clock }: Parts, options: WorldOptions): WorldPorts {
  const { settings, bootstrapSecret, allowPrivateTargets = false, services = [], documents } = options;
  return {
    unitOfWork: stores.unitOfWork,
    cache,
    clock,
    envelope: new Envelope(keyEncryptionKey(new Secret('the secret of the test world'))),
    ids: countedIds(),
    linkSecrets: predictableLinkSecrets(),
    tokenSigner: readableTokenSigner,
    bootstrapSecret: plainBootstrapSecret(bootstrapSecret),
    webhookTargets: { allowPrivateTargets },
    catalogue: serviceCatalogue(services),
    serviceDocuments: memoryServiceDocuments(documents),
    settings: {
      domainName: 'Acme',
      domainUrl: 'https://gateway.acme.example',
      linkExpiresIn: 3600,
      sender: { name: 'Acme', address: 'noreply@acme.example' },
      ...settings,
    },
  };
}

const peopleOf = (
  stores: MemoryStores,
): Pick<World, 'caller' | 'person' | 'guest' | 'tenant' | 'subscription' | 'role'> => ({
  caller: (email, over) => storedCaller(stores, email, over),
  person: options => person(stores, options),
  guest: (email, holding) => hold(stores, email, holding),
  tenant: async over => {
    const tenant = aTenant(over);
    await stores.addTenant(tenant);
    return tenant;
  },
  subscription: async (tenantId, over) => {
    const account = aSubscription(tenantId, over);
    await stores.addAccount(account);
    return account;
  },
  role: async over => {
    const role = aRole(over);
    await stores.addRole(role);
    return role;
  },
});

const faultLog = (faults: string[]): Logger => ({
  ...silentLogger,
  log: (level, message, fields) => {
    if (level === 'error') faults.push(`${message}: ${String(fields?.['cause'] ?? fields?.['error'] ?? '')}`);
  },
});
