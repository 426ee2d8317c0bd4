import type { AccountId } from '@mycelium/kernel';
import type { TenantManagerStore } from '@mycelium/tenants';
import { tenantManagerEntity } from './entities.ts';
import { insertedNew } from './insert.ts';
import type { Session } from './session.ts';

export const postgresTenantManagerStore = (session: Session): TenantManagerStore => ({
  link: (tenantId, accountId) =>
    session.turn(async ({ manager }) =>
      (await insertedNew(manager, tenantManagerEntity, { tenantId, accountId })) ? 'linked' : 'duplicate',
    ),
  of: tenantId =>
    session.turn(async ({ manager }) => {
      const row = await manager.findOneBy(tenantManagerEntity, { tenantId });
      return row ? (row.accountId as AccountId) : undefined;
    }),
});
