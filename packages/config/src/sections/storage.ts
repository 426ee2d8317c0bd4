import { described, integer, oneOf, optional, shape, withDefault } from '@mycelium/schema';
import { filled, httpUrl, port, seconds, secretText } from './fields.ts';

export const Vault = shape('Vault', {
  url: described(httpUrl(), 'Address of the Vault server with its port.'),
  versionWithNamespace: described(
    filled(),
    'API version and mount path of the key-value store, such as v1/kv.',
  ),
  token: described(secretText(), 'Token that may read the secrets; literal or from the environment.'),
});

export const Diesel = shape('Diesel', {
  databaseUrl: described(secretText(), 'PostgreSQL address with user, password and database.'),
});

export const Sqlite = shape('Sqlite', {
  path: described(
    withDefault(filled(), '.mycelium/mycelium.db'),
    'File whose folder holds the data of the embedded mode.',
  ),
});

export const Redis = shape('Redis', {
  protocol: described(withDefault(oneOf('redis', 'rediss'), 'redis'), 'rediss speaks TLS.'),
  hostname: described(filled(), 'Host, with or without ":port".'),
  port: described(optional(port()), 'Port, when the host does not name it; 6379 when left out.'),
  password: described(optional(secretText()), 'Password; empty or left out for none.'),
});

export const Smtp = shape('Smtp', {
  host: described(filled(), 'Mail server, with or without ":port".'),
  port: described(optional(port()), 'Port, when the host does not name it; 587 when left out.'),
  username: described(optional(secretText()), 'User; leave it out for a server that asks for none.'),
  password: described(optional(secretText()), 'Password of that user.'),
  security: described(
    optional(oneOf('implicit', 'starttls', 'none')),
    'implicit is TLS from the start, starttls upgrades first, none is for local test servers; port 587 means starttls, others implicit.',
  ),
});

export const LocalEmail = shape('LocalEmail', {
  dir: described(filled(), 'Folder into which e-mails are written as .eml files instead of being sent.'),
});

export const Queue = shape('Queue', {
  consumeIntervalInSecs: described(
    withDefault(seconds(), 15),
    'Seconds between two looks for e-mails to send.',
  ),
  claimBatchSize: described(withDefault(integer({ min: 1, max: 1000 }), 3), 'E-mails taken at once.'),
  visibilityTimeoutSecs: described(
    withDefault(seconds(), 240),
    'Seconds after which an e-mail whose sender died is taken again.',
  ),
});
