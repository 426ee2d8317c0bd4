import type { AuditTrail } from '@mycelium/accounts';
import { compareTexts } from './listing.ts';
import { copied, type Tables } from './tables.ts';

export const memoryAuditTrail = ({ audit }: Tables): AuditTrail => ({
  append: async entry => void audit.push(copied(entry)),
  of: async ({ resourceType, resourceId }, { pageSize, skip }) => {
    const entries = audit
      .filter(entry => entry.resourceType === resourceType && entry.resourceId === resourceId)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || compareTexts(b.id, a.id));
    return copied(entries.slice(skip, skip + pageSize));
  },
});
