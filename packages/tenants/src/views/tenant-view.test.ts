import type { AccountId, TagId, TenantId, UserId } from '@mycelium/kernel';
import { parseField } from '@mycelium/schema';
import { expect, it } from 'vitest';
import type { TenantListing } from '../ports/tenant-store.ts';
import { OwnerLinkView, ownerLinkView, publicTenantView, TenantView, tenantView } from './tenant-view.ts';

const id = '0000000d-0000-4000-8000-000000000001' as TenantId;
const ownerId = '0000000a-0000-4000-8000-000000000001' as UserId;
const created = new Date('2026-01-01T12:00:00.000Z');
const day = (date: number): Date => new Date(Date.UTC(2026, 1, date));

const bare: TenantListing = {
  tenant: { id, name: 'Acme', marks: {}, meta: {}, created },
  owners: [],
  tags: [],
};

const full: TenantListing = {
  tenant: {
    ...bare.tenant,
    description: '',
    meta: { country: 'BR', telegram_bot_token: 'v2:secret', telegram_webhook_secret: 'v2:secret' },
    marks: { trashed: { at: day(2), by: 'profile/b' }, verified: { at: day(1), by: 'profile/a' } },
    updated: day(3),
  },
  owners: [
    {
      id: ownerId,
      email: 'ada@acme.example',
      firstName: 'Ada',
      lastName: '',
      username: 'ada',
      isPrincipal: true,
    },
  ],
  managerId: '0000000b-0000-4000-8000-000000000001' as AccountId,
  tags: [{ id: '0000000e-0000-4000-8000-000000000001' as TagId, value: 'gold' }],
};

it('leaves out what a tenant does not have', () => {
  expect(tenantView(bare)).toEqual({
    id,
    name: 'Acme',
    owners: { records: [] },
    status: [],
    created: '2026-01-01T12:00:00.000Z',
  });
});

it('shows a tenant with marks in the order in which they were put, and none of its secrets', () => {
  expect(tenantView(full)).toEqual({
    id,
    name: 'Acme',
    description: '',
    owners: {
      records: [
        { id: ownerId, email: 'ada@acme.example', firstName: 'Ada', username: 'ada', isPrincipal: true },
      ],
    },
    manager: { id: full.managerId },
    tags: [{ id: full.tags[0]?.id, value: 'gold', meta: null }],
    meta: { country: 'BR' },
    status: [
      { verified: { at: '2026-02-01T00:00:00.000Z', by: 'profile/a' } },
      { trashed: { at: '2026-02-02T00:00:00.000Z', by: 'profile/b' } },
    ],
    created: '2026-01-01T12:00:00.000Z',
    updated: '2026-02-03T00:00:00.000Z',
  });
});

it('tells ids instead of owners where that is enough', () => {
  expect(tenantView(full, 'ids').owners).toEqual({ ids: [ownerId] });
});

it('names nobody and nothing of the administration to everybody', () => {
  const shown = publicTenantView(full);
  expect(shown).toMatchObject({ name: 'Acme', owners: { records: [] }, meta: { country: 'BR' } });
  expect(JSON.stringify(shown)).not.toMatch(/ada|gold|secret|0000000b/);
});

it('answers what its shapes declare', () => {
  const link = { tenantId: id, ownerId, guestBy: 'account-id:x', created };
  for (const listing of [bare, full]) {
    for (const shown of ['records', 'ids'] as const) {
      expect(parseField(TenantView, tenantView(listing, shown))).toMatchObject({ ok: true });
    }
    expect(parseField(TenantView, publicTenantView(listing))).toMatchObject({ ok: true });
  }
  expect(parseField(OwnerLinkView, ownerLinkView(link))).toMatchObject({ ok: true });
  expect(ownerLinkView({ ...link, updated: day(1) }).updated).toBe('2026-02-01T00:00:00.000Z');
});
