import type { TenantId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { kindsAbove, kindsBelow, personalKind } from './personal-account.ts';

it('tells accounts of people from those of tenants and of the platform', () => {
  expect(personalKind({ accountType: 'manager' })).toBe('manager');
  expect(personalKind({ accountType: { subscription: { tenantId: 't' as TenantId } } })).toBeUndefined();
  expect(personalKind({ accountType: { actorAssociated: { actor: 'staff' } } })).toBeUndefined();
});

it('ranks staff above managers, and these above users', () => {
  expect(kindsBelow('staff')).toEqual(['user', 'manager']);
  expect(kindsBelow('user')).toEqual([]);
  expect(kindsAbove('user')).toEqual(['manager', 'staff']);
  expect(kindsAbove('staff')).toEqual([]);
});
