import {
  type AccountsPorts,
  type AccountsSettings,
  accessRefusal,
  type Caller,
  callerProfile,
} from '@mycelium/accounts';
import { type MemoryStores, memorySharedCache, memoryStores } from '@mycelium/adapter-memory';
import { type Logger, silentLogger } from '@mycelium/kernel';
import { type AnyOperation, type CallContext, execute } from '@mycelium/operations';
import { WORLD_BEGINS } from './builders.ts';
import { countedIds } from './counted-ids.ts';
import { type Mailbox, mailbox } from './mailbox.ts';
import { plainBootstrapSecret, predictableLinkSecrets, readableTokenSigner } from './predictable-secrets.ts';
import { type SettableClock, settableClock } from './settable-clock.ts';

export interface WorldOptions {
  readonly settings?: Partial<AccountsSettings>;
  /** Opens the bootstrap. */
  readonly bootstrapSecret?: string;
}

/** Everything that operations need, in memory and under control. */
export interface World {
  readonly ports: AccountsPorts;
  readonly clock: SettableClock;
  readonly stores: MemoryStores;
  readonly mailbox: Mailbox;
  /** Groups of the cache that were invalidated, in order. */
  readonly invalidated: readonly string[];
  /** What was logged at level `error`. Operations that behave leave it empty. */
  readonly faults: readonly string[];
  /** A stored user as a caller with a full session, the way a request would resolve it. */
  caller(email: string, over?: Partial<Caller>): Promise<Caller>;
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

export function world({ settings = {}, bootstrapSecret }: WorldOptions = {}): World {
  const clock = settableClock(WORLD_BEGINS);
  const faults: string[] = [];
  const log = faultLog(faults);
  const stores = memoryStores({ log });
  const cache = memorySharedCache({ clock });
  const invalidated: string[] = [];
  cache.subscribe(group => void invalidated.push(group ?? '*'));
  const ports: AccountsPorts = {
    unitOfWork: stores.unitOfWork,
    cache,
    clock,
    ids: countedIds(),
    linkSecrets: predictableLinkSecrets(),
    tokenSigner: readableTokenSigner,
    bootstrapSecret: plainBootstrapSecret(bootstrapSecret),
    settings: {
      domainName: 'Acme',
      domainUrl: 'https://gateway.acme.example',
      linkExpiresIn: 3600,
      sender: { name: 'Acme', address: 'noreply@acme.example' },
      ...settings,
    },
  };
  return {
    ports,
    clock,
    stores,
    mailbox: mailbox(() => stores.rows().mails.map(({ mail }) => mail)),
    invalidated,
    faults,
    caller: (email, over) => storedCaller(stores, email, over),
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

async function storedCaller(
  { profileSource }: MemoryStores,
  email: string,
  over: Partial<Caller> = {},
): Promise<Caller> {
  const record = await profileSource.byEmail(email);
  const profile = record && callerProfile(record);
  return {
    email,
    issuer: 'mycelium',
    secondFactorPending: false,
    ...(record && { user: record.user }),
    ...(record?.account && { account: record.account }),
    ...(profile && { profile }),
    ...over,
  };
}

const faultLog = (faults: string[]): Logger => ({
  ...silentLogger,
  log: (level, message, fields) => {
    if (level === 'error') faults.push(`${message}: ${String(fields?.['cause'] ?? fields?.['error'] ?? '')}`);
  },
});
