import { SYSTEM_TENANT } from '@mycelium/envelope-crypto';
import { expect, it } from 'vitest';
import type { HttpSecret } from '../../model/webhook.ts';
import type { WebhookView } from '../../views/webhook-view.ts';
import { office } from '../system-manager.fixture.ts';
import { createWebhook } from './create-webhook.ts';

const guide = {
  url: 'https://notify.internal/mycelium-events',
  trigger: 'userAccount.created',
  isActive: true,
};

const header = (content: object) => ({ ...guide, secret: { authorizationHeader: content } });
const query = (content: object) => ({ ...guide, secret: { queryParameter: content } });

it('registers a webhook as the guide shows it, with its trail', async () => {
  const { as, caller, stores } = await office();
  const made = await as<WebhookView>(createWebhook, guide);
  const createdBy = { id: caller.account?.id, from: 'account' };
  expect(made).toEqual({
    id: made.id,
    name: 'userAccount.created to notify.internal',
    description: null,
    url: guide.url,
    trigger: 'userAccount.created',
    method: 'POST',
    isActive: true,
    created: '2026-01-01T12:00:00.000Z',
    createdBy: { ...createdBy, email: null },
    updated: null,
    updatedBy: null,
    secret: null,
  });
  const { webhooks, audit } = stores.rows();
  expect(webhooks).toEqual([
    {
      ...guide,
      id: made.id,
      name: made.name,
      method: 'POST',
      created: new Date('2026-01-01T12:00:00.000Z'),
      createdBy,
    },
  ]);
  expect(audit).toMatchObject([
    {
      resourceType: 'webhook',
      resourceId: made.id,
      event: 'created',
      performedBy: createdBy,
      metadata: { action: 'register_webhook' },
    },
  ]);
  expect(audit[0]).not.toHaveProperty('tenantId');
});

it('takes the form of older clients as well', async () => {
  const { as } = await office();
  const older = { name: 'Billing', description: 'To billing.', url: guide.url, trigger: guide.trigger };
  expect(await as(createWebhook, { ...older, method: null })).toMatchObject({
    ...older,
    method: 'POST',
    isActive: true,
  });
});

it('does as it is told', async () => {
  const { as } = await office();
  const made = { ...guide, name: 'Off', description: 'Not yet.', isActive: false };
  expect(await as(createWebhook, { ...made, method: 'put', secret: null })).toMatchObject({
    ...made,
    method: 'PUT',
    secret: null,
  });
});

it('registers the same URL for several events, and under several names', async () => {
  const { as, stores } = await office();
  await as(createWebhook, guide);
  await as(createWebhook, { ...guide, trigger: 'userAccount.deleted' });
  await as(createWebhook, { ...guide, name: 'Second' });
  await as(createWebhook, { ...guide, url: `${guide.url}/2` });
  expect(stores.rows().webhooks).toHaveLength(4);
});

it('registers nothing twice', async () => {
  const { as, refusal, stores } = await office();
  await as(createWebhook, guide);
  const before = stores.rows();
  const repeated = await refusal(createWebhook, { ...guide, isActive: false });
  expect(repeated).toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(stores.rows()).toEqual(before);
});

it('makes a name that fits, however long the host is', async () => {
  const { as } = await office();
  const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.example:8443`;
  const { name } = await as<WebhookView>(createWebhook, { ...guide, url: `https://${host}/` });
  expect(name).toHaveLength(140);
});

it('keeps a token that is given as text encrypted, and shows it to nobody', async () => {
  const { as, ports, stores } = await office();
  const token = 'Tr0ub4dor&3';
  const made = await as(createWebhook, header({ prefix: 'Bearer', token }));
  expect(made).toMatchObject({
    secret: { authorizationHeader: { headerName: 'Authorization', prefix: 'Bearer', token: 'REDACTED' } },
  });
  const [row] = stores.rows().webhooks;
  expect(JSON.stringify([row, stores.rows().audit, made])).not.toContain('Tr0ub4dor');
  const secret = row?.secret as Extract<HttpSecret, { authorizationHeader: unknown }>;
  const sealed = secret.authorizationHeader.token as string;
  expect(sealed).toMatch(/^v2:/);
  const opened = await ports.unitOfWork.run(({ dataKeys }) =>
    ports.envelope.open(dataKeys, { tenantId: SYSTEM_TENANT, field: 'http_secret' }, sealed),
  );
  expect(opened).toBe(token);
});

it.each<[object, object]>([
  [header({ token: 't' }), { authorizationHeader: { headerName: 'Authorization', prefix: null } }],
  [
    header({ headerName: 'X-Key', prefix: null, token: 't' }),
    { authorizationHeader: { headerName: 'X-Key', prefix: null } },
  ],
  [
    header({ name: 'X-Key', prefix: 'Token ', token: 't' }),
    { authorizationHeader: { headerName: 'X-Key', prefix: 'Token' } },
  ],
  [header({ prefix: '', token: 't' }), { authorizationHeader: { prefix: null } }],
  [query({ name: 'key', token: 'Zoë 🍄' }), { queryParameter: { name: 'key', token: 'REDACTED' } }],
])('takes %j', async (params, secret) => {
  const { as, stores } = await office();
  expect(await as(createWebhook, params)).toMatchObject({ secret });
  expect(stores.rows().webhooks).toHaveLength(1);
});

it.each([{ env: 'NOTIFY_TOKEN' }, { vault: { path: 'kv/notify', key: 'token' } }])(
  'keeps the reference %j as it is, and shows it',
  async token => {
    const { as, stores } = await office();
    for (const params of [header({ token }), query({ name: 'key', token })]) {
      const made = await as<WebhookView>(createWebhook, { ...params, name: JSON.stringify(params.secret) });
      const row = stores.rows().webhooks.find(({ id }) => id === made.id);
      expect(row?.secret).toEqual(made.secret);
      expect(Object.values(made.secret ?? {})).toMatchObject([{ token }]);
    }
  },
);

it.each([
  [{ ...guide, secret: {} }, 'secret'],
  [
    { ...guide, secret: { authorizationHeader: { token: 'a' }, queryParameter: { name: 'b', token: 'c' } } },
    'secret',
  ],
  [header({}), 'secret.authorizationHeader.token'],
  [header({ token: '' }), 'secret.authorizationHeader.token'],
  [header({ token: 5 }), 'secret.authorizationHeader.token'],
  [header({ token: 'x'.repeat(4097) }), 'secret.authorizationHeader.token'],
  [header({ token: 'a\r\nx-evil: 1' }), 'secret.authorizationHeader.token'],
  [header({ token: 'Zoë' }), 'secret.authorizationHeader.token'],
  [header({ token: 'REDACTED' }), 'secret.authorizationHeader.token'],
  [query({ name: 'key', token: 'REDACTED' }), 'secret.queryParameter.token'],
  [header({ token: { env: '' } }), 'secret.authorizationHeader.token'],
  [header({ token: { env: 'A B' } }), 'secret.authorizationHeader.token'],
  [header({ token: { vault: { path: 'p' } } }), 'secret.authorizationHeader.token'],
  [header({ token: { env: 'A', vault: { path: 'p', key: 'k' } } }), 'secret.authorizationHeader.token'],
  [header({ name: 'A', headerName: 'B', token: 't' }), 'secret.authorizationHeader.name'],
  [header({ name: 'Content-Length', token: 't' }), 'secret.authorizationHeader.name'],
  [header({ headerName: 'HOST', token: 't' }), 'secret.authorizationHeader.headerName'],
  [header({ headerName: 'a b', token: 't' }), 'secret.authorizationHeader.headerName'],
  [header({ prefix: 'a\nb', token: 't' }), 'secret.authorizationHeader.prefix'],
  [query({ token: 't' }), 'secret.queryParameter.name'],
  [{ ...guide, url: undefined }, 'url'],
  [{ ...guide, url: 'notify.internal' }, 'url'],
  [{ ...guide, url: 'https://user:pass@notify.internal/' }, 'url'],
  [{ ...guide, url: 'ftp://notify.internal/' }, 'url'],
  [{ ...guide, url: `https://notify.internal/${'x'.repeat(2000)}` }, 'url'],
  [{ ...guide, url: 'http://127.0.0.1:8080/' }, 'url'],
  [{ ...guide, url: 'http://localhost/' }, 'url'],
  [{ ...guide, url: 'http://169.254.169.254/latest/meta-data/' }, 'url'],
  [{ ...guide, url: 'http://0x7f000001/' }, 'url'],
  [{ ...guide, url: 'http://[::ffff:127.0.0.1]/' }, 'url'],
  [{ ...guide, trigger: 'userAccount.archived' }, 'trigger'],
  [{ ...guide, trigger: undefined }, 'trigger'],
  [{ ...guide, method: 'GET' }, 'method'],
  [{ ...guide, name: '' }, 'name'],
  [{ ...guide, name: 'x'.repeat(141) }, 'name'],
  [{ ...guide, description: 'x'.repeat(256) }, 'description'],
  [{ ...guide, isActive: 'true' }, 'isActive'],
  [{ ...guide, createdBy: {} }, 'createdBy'],
])('refuses %j at %s', async (params, path) => {
  const { refusal, stores } = await office();
  const before = stores.rows();
  const refused = (await refusal(createWebhook, params)) as {
    readonly problems: readonly { path: string }[];
  };
  expect(refused).toMatchObject({ code: 'MYC00033' });
  expect(refused.problems.map(problem => problem.path)).toContain(path);
  expect(JSON.stringify(refused)).not.toContain('evil');
  expect(stores.rows()).toEqual(before);
});

it('tells of everything that is wrong at once', async () => {
  const { refusal } = await office();
  expect(
    await refusal(createWebhook, {
      ...header({ name: 'Host', token: 'REDACTED' }),
      url: 'http://localhost/',
    }),
  ).toMatchObject({
    problems: [
      { path: 'url' },
      { path: 'secret.authorizationHeader.token' },
      { path: 'secret.authorizationHeader.name' },
    ],
  });
});

it('may lead to this machine where an installation is for trying out', async () => {
  const { as } = await office('write', { allowPrivateTargets: true });
  const url = 'http://localhost:8080/events';
  expect(await as(createWebhook, { ...guide, url })).toMatchObject({ url });
});

it('wants somebody who may write', async () => {
  const { refusal } = await office('read');
  expect(await refusal(createWebhook, guide)).toMatchObject({ code: 'MYC00019' });
});
