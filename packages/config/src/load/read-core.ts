import type { Secret } from '@mycelium/kernel';
import type { CoreConfig, HmacConfig, WebhookConfig } from '../model/gateway-config.ts';
import { AccountLifeCycle, type AccountLifeCycleValue, Webhook } from '../sections/core.ts';
import { unknownKey } from './prepare.ts';
import { readTable } from './read-table.ts';
import { isTable, type Reading, type Table } from './reading.ts';
import { checkSecret } from './secrets.ts';

const PATH = 'core.accountLifeCycle';

function readHmac(reading: Reading, value: AccountLifeCycleValue): HmacConfig | undefined {
  const { hmacSecrets, hmacPrimaryVersion = 1 } = value;
  if (hmacSecrets === undefined) {
    if (value.hmacPrimaryVersion !== undefined) {
      reading.problem(`${PATH}.hmacPrimaryVersion`, 'needs hmacSecrets with a key of this version');
    }
    return undefined;
  }
  const secrets = new Map<number, Secret>();
  for (const [index, { version, secret }] of hmacSecrets.entries()) {
    const path = `${PATH}.hmacSecrets[${index}]`;
    checkSecret(reading, `${path}.secret`, secret);
    if (secrets.has(version)) reading.problem(`${path}.version`, `version ${version} is given twice`);
    secrets.set(version, secret);
  }
  if (!secrets.has(hmacPrimaryVersion)) {
    const known = [...secrets.keys()].join(', ');
    reading.problem(
      `${PATH}.hmacPrimaryVersion`,
      `hmacPrimaryVersion is ${hmacPrimaryVersion}, but hmacSecrets has only ${known}`,
    );
  }
  return { primaryVersion: hmacPrimaryVersion, secrets };
}

const person = (name: string | undefined, email: string) => ({ ...(name !== undefined && { name }), email });

function coreConfig(reading: Reading, value: AccountLifeCycleValue): CoreConfig {
  const hmac = readHmac(reading, value);
  const { domainUrl, tokenSecret, staffBootstrapSecret } = value;
  for (const [key, secret] of Object.entries({ tokenSecret, staffBootstrapSecret })) {
    if (secret !== undefined) checkSecret(reading, `${PATH}.${key}`, secret);
  }
  return {
    domainName: value.domainName,
    ...(domainUrl !== undefined && { domainUrl }),
    locale: value.locale,
    tokenExpiration: value.tokenExpiration,
    noreply: person(value.noreplyName, value.noreplyEmail),
    support: person(value.supportName, value.supportEmail),
    ...(tokenSecret !== undefined && { tokenSecret }),
    ...(hmac !== undefined && { hmac }),
    ...(staffBootstrapSecret !== undefined && { staffBootstrapSecret }),
  };
}

async function readWebhooks(reading: Reading, value: unknown): Promise<WebhookConfig | undefined> {
  const webhook = await readTable(reading, Webhook, { path: 'core.webhook', value: value ?? {} });
  if (webhook === undefined) return undefined;
  return {
    consumeInterval: webhook.consumeIntervalInSecs,
    consumeBatchSize: webhook.consumeBatchSize,
    maxAttempts: webhook.maxAttempts,
    acceptInvalidCertificates: webhook.acceptInvalidCertificates,
  };
}

const KEYS = ['accountLifeCycle', 'webhook'];

export interface CoreSections {
  readonly core: CoreConfig;
  readonly webhooks: WebhookConfig;
}

/** `[core.accountLifeCycle]` and `[core.webhook]`. */
export async function readCore(
  reading: Reading,
  root: Table,
  embedded: boolean,
): Promise<CoreSections | undefined> {
  const core = root['core'] ?? {};
  if (!isTable(core)) {
    reading.problem('core', 'must be a table: [core.accountLifeCycle]');
    return undefined;
  }
  for (const key of Object.keys(core)) {
    if (!KEYS.includes(key)) reading.problem(`core.${key}`, unknownKey(key, KEYS));
  }
  const place = { path: PATH, value: core['accountLifeCycle'] ?? {} };
  const value = await readTable(reading, AccountLifeCycle, place);
  const webhooks = await readWebhooks(reading, core['webhook']);
  if (value === undefined || webhooks === undefined) return undefined;
  if (!embedded && value.tokenSecret === undefined && !reading.unresolved.has(`${PATH}.tokenSecret`)) {
    reading.problem(
      `${PATH}.tokenSecret`,
      'is required with PostgreSQL; make one with `openssl rand -hex 32`',
    );
  }
  return { core: coreConfig(reading, value), webhooks };
}
