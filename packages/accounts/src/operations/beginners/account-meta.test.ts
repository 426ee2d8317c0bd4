import { aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { createAccountMeta } from './create-account-meta.ts';
import { deleteAccountMeta } from './delete-account-meta.ts';
import { updateAccountMeta } from './update-account-meta.ts';

type Meta = Readonly<Record<string, string>>;

async function asMaria() {
  const opened = world();
  const caller = await opened.person({ email: 'maria@acme.example' });
  const as = { caller };
  return {
    ...opened,
    caller,
    create: (key: string, value: string) => opened.call<Meta>(createAccountMeta, { key, value }, as),
    update: (key: string, value: string) => opened.call<Meta>(updateAccountMeta, { key, value }, as),
    remove: (key: string) => opened.call(deleteAccountMeta, { key }, as),
    meta: () => opened.stores.rows().accounts[0]?.meta,
  };
}

it('keeps entries of the own account, with a trail that tells the keys and no values', async () => {
  const { create, update, remove, meta, stores, caller } = await asMaria();
  expect(await create('locale', 'es')).toEqual({ locale: 'es' });
  expect(await create('custom:badge', '42')).toEqual({ locale: 'es', 'custom:badge': '42' });
  expect(await update('locale', 'pt-br')).toEqual({ locale: 'pt-br', 'custom:badge': '42' });
  expect(await remove('custom:badge')).toBeNull();
  expect(meta()).toEqual({ locale: 'pt-br' });
  const { audit } = stores.rows();
  expect(audit.map(({ event, metadata }) => ({ event, ...metadata }))).toEqual([
    { event: 'created', action: 'create_account_meta', meta_key: 'locale' },
    { event: 'created', action: 'create_account_meta', meta_key: 'custom:badge' },
    { event: 'updated', action: 'update_account_meta', meta_key: 'locale' },
    { event: 'deleted', action: 'delete_account_meta', meta_key: 'custom:badge' },
  ]);
  const { id } = caller.account ?? {};
  expect(audit[0]).toMatchObject({ resourceType: 'account_meta', resourceId: id, performedBy: { id } });
});

it('overwrites on creation, and changes or deletes only what is there', async () => {
  const { create, update, remove, meta, stores } = await asMaria();
  await create('locale', 'es');
  expect(await create('locale', 'en-us')).toEqual({ locale: 'en-us' });
  const { audit } = stores.rows();
  const refused = { code: 'MYC00076', kind: 'not-found' };
  await expect(update('job_title', 'Editor')).rejects.toMatchObject(refused);
  await expect(remove('job_title')).rejects.toMatchObject(refused);
  expect(meta()).toEqual({ locale: 'en-us' });
  expect(stores.rows().audit).toEqual(audit);
});

it('refuses keys that are none, naming the field', async () => {
  const { create, update, remove, meta } = await asMaria();
  for (const key of ['', 'Locale', 'custom:', '__proto__', 'constructor', 'nickname', 'custom:é']) {
    const refused = { code: 'MYC00033', problems: [{ path: 'key' }] };
    for (const attempt of [create(key, 'x'), update(key, 'x'), remove(key)]) {
      await expect(attempt, key).rejects.toMatchObject(refused);
    }
  }
  for (const value of ['', 'x'.repeat(4001)]) {
    await expect(create('locale', value)).rejects.toMatchObject({ problems: [{ path: 'value' }] });
  }
  expect(meta()).toEqual({});
});

it('lets nobody forge or drop the link by which Telegram lets them in', async () => {
  const { create, update, remove, meta } = await asMaria();
  const forged = '{"id":1,"username":"eve"}';
  for (const attempt of [
    create('telegram_user', forged),
    update('telegram_user', forged),
    remove('telegram_user'),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: 'MYC00013', kind: 'forbidden' });
  }
  expect(meta()).toEqual({});
});

it('takes fifty entries and no more, however many come at once', async () => {
  const { create, update, meta } = await asMaria();
  const keys = Array.from({ length: 55 }, (_, n) => `custom:${n}`);
  const attempts = await Promise.allSettled(keys.map(key => create(key, 'x')));
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'MYC00018' });
  }
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  expect(Object.keys(meta() ?? {})).toHaveLength(50);
  expect(await update('custom:0', 'y')).toMatchObject({ 'custom:0': 'y' });
  expect(await create('custom:0', 'z')).toMatchObject({ 'custom:0': 'z' });
});

it('forgets everybody who acts for the account', async () => {
  const { create, caller, stores, invalidated } = await asMaria();
  const { account } = caller;
  await stores.addUser(aUser({ email: 'mario@acme.example', ...(account && { accountId: account.id }) }));
  await create('locale', 'es');
  expect([...invalidated].sort()).toEqual(['caller:maria@acme.example', 'caller:mario@acme.example']);
});
