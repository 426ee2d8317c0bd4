import type { AuditTrail } from '@mycelium/accounts';
import { auditEntity } from './entities.ts';
import type { Session } from './session.ts';
import { writerColumn } from './written-by.ts';

export const postgresAuditTrail = (session: Session): AuditTrail => ({
  append: entry =>
    session.turn(async ({ manager }) => {
      await manager.insert(auditEntity, {
        ...entry,
        tenantId: entry.tenantId ?? null,
        performedBy: writerColumn(entry.performedBy),
      } as never);
    }),
});
