import { randomBytes } from 'node:crypto';
import { type AccountsPorts, accessRefusal, accountsOperations, type Caller } from '@mycelium/accounts';
import {
  bootstrapSecret,
  cryptoLinkSecrets,
  jwtTokenSigner,
  jwtTokenVerifier,
  randomIds,
} from '@mycelium/adapter-identity';
import { memorySharedCache, memoryStores } from '@mycelium/adapter-memory';
import { Identities } from '@mycelium/gateway-core';
import { type Clock, Secret, silentLogger, systemClock } from '@mycelium/kernel';
import { execute, registry } from '@mycelium/operations';

/** Accounts, sign-in and profiles inside this process. */
export interface EmbeddedDomain {
  /**
   * Runs an operation by its name, as the REST and JSON-RPC doors do: access, params, result and errors are checked.
   * `token` says who calls. Throws `AppError` for every refusal.
   */
  call<Result>(name: string, params: object, token?: string): Promise<Result>;
  /** The mails written since the last time, as plain text. A program of its own would send them. */
  takeMails(): Promise<readonly { readonly to: string; readonly text: string }[]>;
}

const AUDIENCE = 'https://embedder.example';
const ONE_HOUR = 3600;
const newSecret = (): Secret => new Secret(randomBytes(48).toString('base64url'));
const UNTRACED = { stage: () => undefined };

/** Chooses an adapter for every port. Another store or another mail sender changes this function and nothing else. */
export function embeddedDomain({ clock = systemClock }: { readonly clock?: Clock } = {}): EmbeddedDomain {
  const stores = memoryStores();
  const cache = memorySharedCache({ clock });
  const jwtSecret = newSecret();
  const ports: AccountsPorts = {
    unitOfWork: stores.unitOfWork,
    cache,
    clock,
    ids: randomIds,
    linkSecrets: cryptoLinkSecrets({ key: newSecret() }),
    tokenSigner: jwtTokenSigner({
      secret: jwtSecret,
      audience: AUDIENCE,
      expiresIn: 12 * ONE_HOUR,
      tmpExpiresIn: 300,
      clock,
    }),
    // Without a secret nobody can claim to be the first administrator.
    bootstrapSecret: bootstrapSecret(undefined),
    settings: {
      domainName: 'Embedder',
      domainUrl: AUDIENCE,
      linkExpiresIn: ONE_HOUR,
      sender: { address: 'noreply@embedder.example' },
    },
  };
  const identities = new Identities({
    verifier: jwtTokenVerifier({ internal: { secret: jwtSecret, audience: AUDIENCE }, external: [], clock }),
    source: stores.profileSource,
    cache,
    now: () => clock.now().getTime(),
    log: silentLogger,
    profileTtl: 600,
  });
  return { call: caller(ports, identities), takeMails: mailTaker(stores, clock) };
}

function caller(ports: AccountsPorts, identities: Identities): EmbeddedDomain['call'] {
  const operations = registry(accountsOperations);
  const host = { ports, authorise: accessRefusal, log: silentLogger, ids: ports.ids };
  return async <Result>(name: string, params: object, token?: string) => {
    const operation = operations.byName(name);
    if (operation === undefined) throw new TypeError(`There is no operation ${name}.`);
    const who: Caller | undefined =
      token === undefined ? undefined : await identities.resolve(token, UNTRACED);
    const context = { requestId: ports.ids.uuid(), clientAddress: 'local', caller: who };
    return (await execute(host, operation, { context, params })) as Result;
  };
}

function mailTaker(
  { mailQueue }: ReturnType<typeof memoryStores>,
  clock: Clock,
): EmbeddedDomain['takeMails'] {
  return async () => {
    const now = clock.now();
    const claimed = await mailQueue.claimBatch({ limit: 100, now, visibilityTimeoutSeconds: 60 });
    for (const { id } of claimed) await mailQueue.delivered(id);
    return claimed.map(({ mail: { to, text } }) => ({ to, text }));
  };
}
