import type { AuditEntry, AuditedResource, Caller } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { anAccount, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { fetchResourceTrail } from './fetch-resource-trail.ts';

const OURS = '0000007e-0000-4000-8000-000000000001' as TenantId;
const THEIRS = '0000007e-0000-4000-8000-000000000002' as TenantId;
const NOWHERE = '0000007e-0000-4000-8000-0000000000ff';
const writer = { id: NOWHERE, from: 'account' } as const;

async function opened() {
  const room = world();
  await room.tenant({ id: OURS });
  await room.tenant({ id: THEIRS });
  let entries = 0;
  const happened = async (
    resourceType: AuditedResource,
    resourceId: string,
    over: Partial<AuditEntry> = {},
  ): Promise<void> => {
    entries += 1;
    const entry: AuditEntry = {
      id: `000000aa-0000-4000-8000-${String(entries).padStart(12, '0')}`,
      resourceType,
      resourceId,
      event: 'updated',
      performedBy: writer,
      metadata: { action: `deed_${entries}` },
      createdAt: new Date(Date.UTC(2026, 0, 1, 12, entries)),
      ...over,
    };
    await room.ports.unitOfWork.run(({ audit }) => audit.append(entry));
  };
  const read = (caller: Caller, resourceType: string, resourceId: string, page: object = {}) =>
    room.call<{ readonly metadata: { readonly action: string } }[]>(
      fetchResourceTrail,
      { resourceType, resourceId, ...page },
      { caller },
    );
  const may = async (caller: Caller, resourceType: string, resourceId: string): Promise<unknown> => {
    try {
      await read(caller, resourceType, resourceId);
      return true;
    } catch (error) {
      return (error as { readonly code?: string }).code;
    }
  };
  return { ...room, happened, read, may };
}

it('tells what happened, the latest first, a page at a time', async () => {
  const { happened, read, person } = await opened();
  const staff = await person({ email: 'staff@acme.example', accountType: 'staff' });
  await happened('guest_role', NOWHERE, { event: 'created' });
  await happened('guest_role', NOWHERE, {
    tenantId: OURS,
    performedBy: { id: OURS, from: 'user', email: 'bWFyaWE=' },
    metadata: { action: 'update_guest_role_permission', permission: 'write', childId: null },
  });
  await happened('guest_role', NOWHERE, { event: 'deleted' });
  const trail = await read(staff, 'guestRole', NOWHERE);
  expect(trail).toEqual([
    expect.objectContaining({ event: 'deleted', tenantId: null }),
    {
      id: '000000aa-0000-4000-8000-000000000002',
      resourceType: 'guestRole',
      resourceId: NOWHERE,
      tenantId: OURS,
      event: 'updated',
      performedBy: { id: OURS, from: 'user', email: 'bWFyaWE=' },
      metadata: { action: 'update_guest_role_permission', permission: 'write', childId: null },
      createdAt: '2026-01-01T12:02:00.000Z',
    },
    expect.objectContaining({ event: 'created' }),
  ]);
  expect(await read(staff, 'guestRole', NOWHERE, { pageSize: 1, skip: 1 })).toEqual([trail[1]]);
});

it('is empty for what nothing happened to', async () => {
  const { read, person } = await opened();
  const staff = await person({ email: 'staff@acme.example', accountType: 'staff' });
  expect(await read(staff, 'webhook', NOWHERE)).toEqual([]);
});

it('tells another resource of the same id apart', async () => {
  const { happened, read, person } = await opened();
  const owner = await person({ email: 'owner@acme.example', owns: [OURS] });
  await happened('tenant', OURS);
  await happened('tenant_meta', OURS);
  expect((await read(owner, 'tenant', OURS)).map(({ metadata }) => metadata.action)).toEqual(['deed_1']);
});

it('lets staff read everything, and nobody else what belongs to no tenant', async () => {
  const { may, person } = await opened();
  const staff = await person({ email: 'staff@acme.example', accountType: 'staff' });
  const manager = await person({ email: 'manager@acme.example', accountType: 'manager', owns: [OURS] });
  for (const type of ['account', 'accountMeta', 'user', 'tenant', 'tenantMeta', 'guestRole', 'webhook']) {
    expect(await may(staff, type, NOWHERE)).toBe(true);
    expect(await may(manager, type, NOWHERE)).toBe('MYC00019');
  }
  // Not even its own: only the tenant itself and accounts are told about.
  expect(await may(manager, 'tenantMeta', OURS)).toBe('MYC00019');
  expect(await may(manager, 'user', manager.user?.id ?? '')).toBe('MYC00019');
  expect(await may(manager, 'accountMeta', manager.account?.id ?? '')).toBe('MYC00019');
});

it('lets those who lead a tenant read about it and its accounts, and of no other', async () => {
  const { may, person, subscription } = await opened();
  const ours = await subscription(OURS);
  const theirs = await subscription(THEIRS);
  const leaders = [
    await person({ email: 'owner@acme.example', owns: [OURS] }),
    await person({
      email: 'tom@acme.example',
      holds: [{ role: 'tenant-manager', permission: 'read', tenantId: OURS }],
    }),
  ];
  for (const leader of leaders) {
    expect(await may(leader, 'tenant', OURS)).toBe(true);
    expect(await may(leader, 'account', ours.id)).toBe(true);
    expect(await may(leader, 'tenant', THEIRS)).toBe('MYC00019');
    expect(await may(leader, 'account', theirs.id)).toBe('MYC00019');
  }
});

it('takes no other role for the lead of a tenant, and no pending invitation', async () => {
  const { may, person, subscription, stores } = await opened();
  const ours = await subscription(OURS);
  const others = [
    { role: 'subscriptions-manager', tenantId: OURS },
    { role: 'editor', account: ours.id },
    { role: 'tenant-manager', account: ours.id },
    { role: 'tenant-manager', tenantId: OURS, accepted: false },
    { role: 'system-manager' },
  ];
  for (const [index, holding] of others.entries()) {
    const caller = await person({ email: `other${index}@acme.example`, holds: [holding] });
    expect(await may(caller, 'tenant', OURS)).toBe('MYC00019');
    expect(await may(caller, 'account', ours.id)).toBe('MYC00019');
  }
  const manager = await person({ email: 'manager@acme.example', accountType: 'manager' });
  expect(await may(manager, 'tenant', OURS)).toBe('MYC00019');
  expect(stores.rows().audit).toEqual([]);
});

it('lets everybody read about the own account, and about nobody else', async () => {
  const { may, person, stores } = await opened();
  const maria = await person({ email: 'maria@acme.example' });
  const bob = await person({ email: 'bob@acme.example' });
  const platform = anAccount({ accountType: { actorAssociated: { actor: 'gatewayManager' } } });
  await stores.addAccount(platform);
  expect(await may(maria, 'account', maria.account?.id ?? '')).toBe(true);
  expect(await may(maria, 'account', bob.account?.id ?? '')).toBe('MYC00019');
  expect(await may(maria, 'account', platform.id)).toBe('MYC00019');
});

it('does not tell whether an account exists that the caller may not read about', async () => {
  const { may, person } = await opened();
  const maria = await person({ email: 'maria@acme.example' });
  expect(await may(maria, 'account', NOWHERE)).toBe('MYC00019');
});

it.each([
  { resourceType: 'account' },
  { resourceId: NOWHERE },
  { resourceType: 'guest_role', resourceId: NOWHERE },
  { resourceType: 'account', resourceId: 'x' },
  { resourceType: 'account', resourceId: NOWHERE, tenantId: OURS },
])('refuses %j', async params => {
  const { call, person } = await opened();
  const caller = await person({ email: 'staff@acme.example', accountType: 'staff' });
  await expect(call(fetchResourceTrail, params, { caller })).rejects.toMatchObject({ code: 'MYC00033' });
});

it('wants an account in good standing', async () => {
  const { call, caller } = await opened();
  await expect(call(fetchResourceTrail, { resourceType: 'tenant', resourceId: OURS })).rejects.toMatchObject({
    code: 'MYC00034',
  });
  await expect(
    call(
      fetchResourceTrail,
      { resourceType: 'tenant', resourceId: OURS },
      { caller: await caller('no@one.example') },
    ),
  ).rejects.toMatchObject({ code: 'MYC00038' });
});

it('tells more than a page of other lists where no page is asked for', async () => {
  const { happened, read, person } = await opened();
  const staff = await person({ email: 'staff@acme.example', accountType: 'staff' });
  for (let count = 0; count < 12; count += 1) await happened('webhook', NOWHERE);
  expect(await read(staff, 'webhook', NOWHERE)).toHaveLength(12);
});
