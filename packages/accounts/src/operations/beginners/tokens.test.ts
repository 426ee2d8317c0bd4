import type { AccountId } from '@mycelium/kernel';
import { addSeconds } from '@mycelium/kernel';
import { aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Caller } from '../../model/caller.ts';
import type { ConnectionStringView } from '../../views/connection-string-view.ts';
import { deleteAccount } from './delete-account.ts';
import { deleteToken } from './delete-token.ts';
import { listTokens } from './list-tokens.ts';
import { revokeToken } from './revoke-token.ts';

async function withTokens() {
  const opened = world();
  const { ports, clock } = opened;
  const [maria, bob] = [
    await opened.person({ email: 'maria@acme.example' }),
    await opened.person({ email: 'bob@acme.example' }),
  ];
  const idOf = ({ account }: Caller): AccountId => account?.id ?? ('' as AccountId);
  const issue = (caller: Caller, name: string, seconds = 3600): Promise<number> =>
    ports.unitOfWork.run(({ connectionStrings }) =>
      connectionStrings.insert({
        innerId: ports.ids.uuid(),
        accountId: idOf(caller),
        email: caller.email,
        name,
        expiration: addSeconds(clock.now(), seconds),
        createdAt: clock.now(),
        scope: [{ aid: idOf(caller) }, { rls: [{ name: 'editor', permission: 'read' }] }, { kvr: 1 }],
        signature: 'deadbeef',
        digest: '$argon2id$secret',
      }),
    );
  return {
    ...opened,
    maria,
    bob,
    idOf,
    issue,
    list: (caller: Caller, params: object = {}) =>
      opened.call<readonly ConnectionStringView[]>(listTokens, params, { caller }),
    revoke: (caller: Caller, tokenId: unknown) => opened.call(revokeToken, { tokenId }, { caller }),
    remove: (caller: Caller, tokenId: unknown) => opened.call(deleteToken, { tokenId }, { caller }),
  };
}

const names = (tokens: readonly ConnectionStringView[]): readonly string[] => tokens.map(({ name }) => name);

it('lists the own connection strings, newest first, without anything that opens a door', async () => {
  const { issue, list, maria, bob, idOf } = await withTokens();
  const id = await issue(maria, 'import');
  await issue(bob, 'of somebody else');
  await issue(maria, 'export');
  const tokens = await list(maria);
  expect(names(tokens)).toEqual(['export', 'import']);
  expect(tokens[1]).toEqual({
    id,
    innerId: expect.any(String),
    accountId: idOf(maria),
    email: { username: 'maria', domain: 'acme.example' },
    name: 'import',
    expiration: '2026-01-01T13:00:00.000Z',
    createdAt: '2026-01-01T12:00:00.000Z',
    scope: [{ aid: idOf(maria) }, { rls: [{ name: 'editor', permission: 'read' }] }, { kvr: 1 }],
  });
  expect(JSON.stringify(tokens)).not.toMatch(/deadbeef|argon2|"sig"/);
});

it('lists those that still open something, and the others for whoever asks', async () => {
  const { issue, list, revoke, maria, clock } = await withTokens();
  await issue(maria, 'short', 60);
  const revoked = await issue(maria, 'revoked');
  await issue(maria, 'long');
  clock.advance(60);
  await revoke(maria, revoked);
  expect(names(await list(maria))).toEqual(['long']);
  const all = await list(maria, { withExpired: true });
  expect(names(all)).toEqual(['long', 'revoked', 'short']);
  expect(all[1]?.expiration).toBe('2026-01-01T12:01:00.000Z');
});

it('ends a connection string from the next request on, with trail', async () => {
  const { issue, revoke, remove, list, maria, stores, invalidated, idOf } = await withTokens();
  await stores.addUser(aUser({ email: 'mario@acme.example', accountId: idOf(maria) }));
  const [first, second] = [await issue(maria, 'first'), await issue(maria, 'second')];
  expect(await revoke(maria, first)).toBeNull();
  expect(await remove(maria, second)).toBeNull();
  expect(names(await list(maria, { withExpired: true }))).toEqual(['first']);
  expect(stores.rows().audit).toMatchObject([
    { resourceId: idOf(maria), metadata: { action: 'revoke_connection_string', tokenId: first } },
    { resourceId: idOf(maria), metadata: { action: 'delete_connection_string', tokenId: second } },
  ]);
  const both = ['caller:maria@acme.example', 'caller:mario@acme.example'];
  expect([...new Set(invalidated)].sort()).toEqual(both);
});

it('revokes again without harm, and keeps the end that was', async () => {
  const { issue, revoke, list, maria, clock } = await withTokens();
  const id = await issue(maria, 'import');
  await revoke(maria, id);
  clock.advance(600);
  await revoke(maria, id);
  const [token] = await list(maria, { withExpired: true });
  expect(token?.expiration).toBe('2026-01-01T12:00:00.000Z');
});

it("T3 ends nobody else's, and does not tell whether there is one", async () => {
  const { issue, revoke, remove, list, maria, bob, stores } = await withTokens();
  const id = await issue(bob, 'import');
  for (const tokenId of [id, 4711]) {
    for (const attempt of [revoke(maria, tokenId), remove(maria, tokenId)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'MYC00077', kind: 'not-found' });
    }
  }
  expect(names(await list(bob))).toEqual(['import']);
  expect(stores.rows().audit).toEqual([]);
});

it('takes whole numbers that the column can hold', async () => {
  const { revoke, remove, maria } = await withTokens();
  for (const tokenId of [0, -1, 1.5, 2 ** 31, '1', null]) {
    for (const attempt of [revoke(maria, tokenId), remove(maria, tokenId)]) {
      await expect(attempt).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'tokenId' }] });
    }
  }
});

it('keeps none of an account that is deleted', async () => {
  const { issue, list, maria, bob, idOf, call, stores } = await withTokens();
  await issue(maria, 'import');
  await issue(maria, 'past', -60);
  await issue(bob, 'export');
  await call(deleteAccount, { accountId: idOf(maria) }, { caller: maria });
  expect(stores.rows().connectionStrings.map(({ accountId }) => accountId)).toEqual([idOf(bob)]);
  expect(names(await list(bob))).toEqual(['export']);
});
