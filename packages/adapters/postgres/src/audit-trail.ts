import type { AuditEntry, AuditTrail, WrittenBy } from '@mycelium/accounts';
import { NIL_UUID } from '@mycelium/kernel';
import { columnsOf } from './columns.ts';
import { type AuditRow, auditEntity } from './entities.ts';
import type { Session } from './session.ts';
import { writerColumn, writtenBy } from './written-by.ts';

const OF_RESOURCE = `
  SELECT ${columnsOf(auditEntity, 'l')} FROM public.resource_audit_log AS l
  WHERE l.resource_id = $1 AND l.resource_type = $2
  ORDER BY l.created_at DESC, l.id DESC LIMIT $3::bigint OFFSET $4::bigint`;

export const postgresAuditTrail = (session: Session): AuditTrail => ({
  append: entry =>
    session.turn(async ({ manager }) => {
      await manager.insert(auditEntity, {
        ...entry,
        tenantId: entry.tenantId ?? null,
        performedBy: writerColumn(entry.performedBy),
      } as never);
    }),
  of: ({ resourceType, resourceId }, { pageSize, skip }) =>
    session.turn(async ({ sql }) => {
      const rows = await sql<AuditRow>(OF_RESOURCE, [resourceId, resourceType, pageSize, skip]);
      return rows.map(entryOf);
    }),
});

const entryOf = ({ tenantId, performedBy, ...row }: AuditRow): AuditEntry => ({
  ...(row as Pick<AuditEntry, keyof typeof row>),
  ...(tenantId !== null && { tenantId }),
  performedBy: writtenBy(performedBy) ?? NOBODY,
});

/** For rows that do not say who it was. */
const NOBODY: WrittenBy = { id: NIL_UUID, from: 'account' };
