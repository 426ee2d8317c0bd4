import type { TagView } from '@mycelium/accounts';
import { expect, it } from 'vitest';
import { ACCOUNTS, NOWHERE, newsroom, OURS, THEIRS } from '../newsroom.fixture.ts';
import { createAccountTag } from './create-account-tag.ts';
import { deleteAccountTag } from './delete-account-tag.ts';
import { updateAccountTag } from './update-account-tag.ts';

const on = { tenantId: OURS, accountId: ACCOUNTS.newsroom.id };

async function opened() {
  const room = await newsroom();
  const tag = await room.as<TagView>('inviter', createAccountTag, {
    ...on,
    value: ' desk ',
    meta: { floor: '2' },
  });
  return { ...room, tag };
}

it('puts, replaces and takes away a tag of an account', async () => {
  const { as, tag, stores } = await opened();
  expect(tag).toEqual({ id: tag.id, value: 'desk', meta: { floor: '2' } });
  expect(stores.rows().accountTags).toMatchObject([
    { ownerId: on.accountId, value: 'desk', meta: { floor: '2' } },
  ]);
  const changed = await as('inviter', updateAccountTag, { ...on, tagId: tag.id, value: 'table' });
  expect(changed).toEqual({ id: tag.id, value: 'table', meta: null });
  expect(await as('inviter', deleteAccountTag, { ...on, tagId: tag.id })).toBeNull();
  expect(stores.rows().accountTags).toEqual([]);
  const place = { resourceType: 'account', resourceId: on.accountId, tenantId: OURS, event: 'updated' };
  expect(stores.rows().audit).toMatchObject([
    { ...place, metadata: { action: 'create_account_tag', tagId: tag.id, value: 'desk' } },
    { ...place, metadata: { action: 'update_account_tag', tagId: tag.id, value: 'table' } },
    { ...place, metadata: { action: 'delete_account_tag', tagId: tag.id } },
  ]);
});

it('keeps values apart on one account, and not on two', async () => {
  const { as, refusal } = await opened();
  expect(await refusal('owner', createAccountTag, { ...on, value: 'desk' })).toBe('MYC00074');
  const other = await as<TagView>('owner', createAccountTag, { ...on, value: 'chair' });
  expect(await refusal('owner', updateAccountTag, { ...on, tagId: other.id, value: 'desk' })).toBe(
    'MYC00074',
  );
  const archive = { tenantId: OURS, accountId: ACCOUNTS.archive.id };
  expect(await as('owner', createAccountTag, { ...archive, value: 'desk' })).toMatchObject({ value: 'desk' });
});

it('T3 reaches a tag through its own account alone, never by its bare id', async () => {
  const { refusal, tag, stores } = await opened();
  const before = stores.rows().accountTags;
  const elsewhere = [
    ['owner', { tenantId: OURS, accountId: ACCOUNTS.archive.id }, 'MYC00073'],
    ['stranger', { tenantId: THEIRS, accountId: ACCOUNTS.theirs.id }, 'MYC00073'],
    ['stranger', { tenantId: THEIRS, accountId: ACCOUNTS.newsroom.id }, 'MYC00054'],
    ['stranger', { tenantId: OURS, accountId: ACCOUNTS.newsroom.id }, 'MYC00019'],
  ] as const;
  for (const [person, place, code] of elsewhere) {
    const target = { ...place, tagId: tag.id };
    expect(await refusal(person, updateAccountTag, { ...target, value: 'mine' })).toBe(code);
    expect(await refusal(person, deleteAccountTag, target)).toBe(code);
  }
  expect(stores.rows().accountTags).toEqual(before);
});

it('says where there is no such tag', async () => {
  const { as, refusal, tag } = await opened();
  await as('inviter', deleteAccountTag, { ...on, tagId: tag.id });
  for (const tagId of [tag.id, NOWHERE]) {
    expect(await refusal('inviter', deleteAccountTag, { ...on, tagId })).toBe('MYC00073');
    expect(await refusal('inviter', updateAccountTag, { ...on, tagId, value: 'x' })).toBe('MYC00073');
  }
});

it.each([
  { value: '' },
  { value: 'x'.repeat(65) },
  { value: 'a', meta: { b: 1 } },
  { value: null, meta: {} },
  { value: 'a', meta: { ['k'.repeat(65)]: 'v' } },
  { value: 'a', meta: { 'k\0': 'v' } },
])('refuses %j', async given => {
  const { refusal } = await opened();
  expect(await refusal('inviter', createAccountTag, { ...on, ...given })).toBe('MYC00033');
});
