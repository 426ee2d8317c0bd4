import type { LicensedResource } from '@mycelium/profile';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { listLicensedAccountsOfEmail } from './list-licensed-accounts-of-email.ts';

async function opened() {
  const room = await newsroom();
  const email = 'ada@example.com';
  await room.grant(email, { role: ROLES.editor.write, on: ACCOUNTS.newsroom });
  await room.grant(email, { role: ROLES.reporter.read, on: ACCOUNTS.archive, accepted: false });
  await room.grant(email, { role: ROLES.editor.read, on: ACCOUNTS.theirs });
  const list = async (filter: object = {}, tenantId = OURS) =>
    (
      await room.as<LicensedResource[]>(
        tenantId === OURS ? 'reader' : 'stranger',
        listLicensedAccountsOfEmail,
        {
          tenantId,
          email,
          ...filter,
        },
      )
    ).map(({ accName, role, perm, verified }) => `${accName}: ${role} ${perm}${verified ? '' : ', pending'}`);
  return { ...room, list };
}

it('lists the places of one person in one tenant, accepted or not', async () => {
  const { list } = await opened();
  expect(await list()).toEqual(['Newsroom: editor write', 'Archive: reporter read, pending']);
  expect(await list({}, THEIRS)).toEqual(['Newsroom: editor read']);
  expect(await list({ email: 'NOBODY@example.com' })).toEqual([]);
  expect(await list({ email: 'ADA@Example.com' })).toHaveLength(2);
});

it.each<[object, string[]]>([
  [{ wasVerified: true }, ['Newsroom: editor write']],
  [{ wasVerified: false }, ['Archive: reporter read, pending']],
  [{ roles: ['editor'] }, ['Newsroom: editor write']],
  [
    { roles: [{ name: 'editor' }, { slug: 'reporter' }] },
    ['Newsroom: editor write', 'Archive: reporter read, pending'],
  ],
  [{ roles: [{ name: 'editor', permission: 'write' }] }, ['Newsroom: editor write']],
  [{ roles: [{ slug: 'editor', permission: 1 }] }, ['Newsroom: editor write']],
  [{ roles: [{ name: 'editor', permission: 'read' }] }, []],
  [{ roles: ["editor'--"] }, []],
])('filters by %j', async (filter, expected) => {
  const { list } = await opened();
  if (JSON.stringify(filter).includes('--')) {
    await expect(list(filter)).rejects.toMatchObject({ code: 'MYC00033' });
  } else expect(await list(filter)).toEqual(expected);
});

it.each([
  { roles: [] },
  { roles: [{}] },
  { roles: [{ name: 'a', slug: 'b' }] },
  { email: 'ada' },
  { wasVerified: 'yes' },
])('refuses %j', async filter => {
  const { list } = await opened();
  await expect(list(filter)).rejects.toMatchObject({ code: 'MYC00033' });
});
