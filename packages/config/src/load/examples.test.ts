import { expect, test } from 'vitest';
import { configOf, examples } from './loading.fixture.ts';

const WORLD = {
  env: {
    LEGACY_API_KEY: 'k-1',
    MYC_VAULT_TOKEN: 'v-1',
    VAULT_TOKEN: 'v-2',
    MYC_TOKEN_SECRET: '0f0e0d0c0b0a09080706050403020100',
    MY_SECRET: '{ queryParameter = { name = "token", token = "my-secret-01" } }',
  },
  vault: {
    'myc/services/api#token': 't-1',
    'myc/services/my-service#authHeader': '{"authorizationHeader": {"prefix": "Bearer ", "token": "t-2"}}',
    'myc/core/accountLifeCycle#tokenSecret': 'long enough to be a real one',
    'myc/database#url': 'postgres://u:p@db:5432/mycelium',
    'mycelium/database#url': 'postgres://u:p@db:5432/mycelium',
    'myc/api/tls#tlsCert': 'PEM certificate',
    'myc/api/tls#tlsKey': 'PEM key',
  },
};

const VAULT = '[vault.define]\nurl = "http://localhost:8200"\nversionWithNamespace = "v1/kv"\ntoken = "t"\n';

const under = (header: string, text: string): string =>
  `${VAULT}${text.includes(header) ? text : `${header}\n${text}`}`;

test.each(examples('complete'))('the complete example %s loads as it stands', async (_, text) => {
  await expect(configOf(text, WORLD)).resolves.toBeDefined();
});

test.each(examples('services'))('the service example %s loads under [api.services]', async (name, text) => {
  const { services } = await configOf(under('[api.services]', text), WORLD);
  expect(services.length).toBe(name === 'secret-fragment.toml' ? 0 : 1);
});

test.each(examples('callbacks'))('the callback example %s loads under [api.callbacks]', async (_, text) => {
  const { callbacks } = await configOf(under('[api.callbacks]', text), WORLD);
  expect(callbacks.definitions).toHaveLength(1);
});

test('the complete service examples keep every service, also one named like a native path', async () => {
  const files = new Map(examples('complete'));
  const book = await configOf(files.get('services.toml') ?? '', WORLD);
  expect(book.services.map(service => service.name)).toEqual(['health', 'user-service', 'support-bot']);
  const guide = await configOf(files.get('guide-services.toml') ?? '', WORLD);
  expect(guide.services.flatMap(service => service.routes)).toHaveLength(7);
});
