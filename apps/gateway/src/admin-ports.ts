import { randomUUID } from 'node:crypto';
import type { SharedCache } from '@mycelium/accounts';
import { bootstrapSecret, cryptoLinkSecrets, jwtTokenSigner, randomIds } from '@mycelium/adapter-identity';
import type { Postgres } from '@mycelium/adapter-postgres';
import type { GatewayConfig } from '@mycelium/config';
import { Envelope, keyEncryptionKey } from '@mycelium/envelope-crypto';
import type { GatewayCorePorts } from '@mycelium/gateway-core';
import { Secret, systemClock, type UnitOfWork } from '@mycelium/kernel';
import type { AdminPorts } from './admin-doors.ts';
import type { EmbeddedSecrets } from './embedded-secrets.ts';
import { StartError } from './start-error.ts';

export const audienceOf = ({ core }: GatewayConfig): string => core.domainUrl ?? core.domainName;

export const jwtSecretOf = ({ auth }: GatewayConfig, made: EmbeddedSecrets | undefined): Secret | undefined =>
  auth.internal && (auth.internal.jwtSecret ?? made?.jwtSecret);

export interface AdminParts {
  readonly storage: Postgres;
  readonly cache: SharedCache;
  readonly made: EmbeddedSecrets | undefined;
  readonly services: GatewayCorePorts;
  /** Mails have been written. */
  readonly nudge: () => void;
}

/** What the administrative operations work with. */
export function adminPorts(config: GatewayConfig, parts: AdminParts): AdminPorts {
  const { storage, cache, made, services, nudge } = parts;
  const { core, auth } = config;
  const tokenSecret = core.tokenSecret ?? made?.tokenSecret;
  const jwtSecret = jwtSecretOf(config, made);
  if (tokenSecret === undefined) throw new StartError('core.accountLifeCycle.tokenSecret is missing.');
  return {
    // Mails leave as soon as the unit that wrote them has committed, not at the dispatcher's next look.
    unitOfWork: nudging(storage.unitOfWork, nudge),
    cache,
    clock: systemClock,
    ids: randomIds,
    envelope: new Envelope(keyEncryptionKey(tokenSecret)),
    // Whoever tries things out on one machine has the receivers on it too.
    webhookTargets: { allowPrivateTargets: config.database.kind === 'embedded' },
    ...services,
    linkSecrets: cryptoLinkSecrets({ key: tokenSecret }),
    tokenSigner: jwtTokenSigner({
      // Without internal sign-in nothing is ever signed; a key that nobody knows keeps it so.
      secret: jwtSecret ?? new Secret(randomUUID() + randomUUID()),
      audience: audienceOf(config),
      expiresIn: auth.internal?.jwtExpiresIn ?? 0,
      tmpExpiresIn: auth.internal?.tmpExpiresIn ?? 0,
      clock: systemClock,
    }),
    bootstrapSecret: bootstrapSecret(core.staffBootstrapSecret ?? made?.bootstrapSecret),
    settings: {
      domainName: core.domainName,
      ...(core.domainUrl !== undefined && { domainUrl: core.domainUrl }),
      locale: core.locale,
      supportEmail: core.support.email,
      invitationPage: auth.internal !== undefined,
      linkExpiresIn: core.tokenExpiration,
      sender: {
        ...(core.noreply.name !== undefined && { name: core.noreply.name }),
        address: core.noreply.email,
      },
    },
  };
}

const nudging = <Stores>(unitOfWork: UnitOfWork<Stores>, nudge: () => void): UnitOfWork<Stores> => ({
  run: work =>
    unitOfWork.run(stores => {
      stores.afterCommit(nudge);
      return work(stores);
    }),
});
