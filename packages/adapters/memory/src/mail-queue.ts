import type { ClaimRequest, MailOutbox, MailQueue } from '@mycelium/notifications';
import type { Database } from './database.ts';
import { copied, type MailRow, type Tables } from './tables.ts';

export const memoryMailOutbox = ({ mails }: Tables): MailOutbox => ({
  append: async ({ id, created, ...mail }) =>
    void mails.set(id, { queued: copied({ id, created, mail, attempts: 0 }), status: 'queued' }),
});

export function memoryMailQueue(database: Database): MailQueue {
  return {
    claimBatch: request =>
      database.write(({ mails }) => {
        const due = [...mails.values()].filter(row => claimable(row, request));
        const batch = due.sort(byAge).slice(0, request.limit);
        for (const row of batch) mails.set(row.queued.id, { ...row, attempted: copied(request.now) });
        return batch.map(row => copied(row.queued));
      }),
    delivered: id => database.write(({ mails }) => void mails.delete(id)),
    failed: (id, reason, maxAttempts) =>
      database.write(({ mails }) => {
        const row = mails.get(id);
        if (!row) return 'given-up';
        const attempts = row.queued.attempts + 1;
        const status = attempts >= maxAttempts ? 'given-up' : 'queued';
        mails.set(id, { ...row, queued: { ...row.queued, attempts }, status, reason });
        return status === 'given-up' ? 'given-up' : 'retry';
      }),
  };
}

function claimable(row: MailRow, { now, visibilityTimeoutSeconds }: ClaimRequest): boolean {
  if (row.status !== 'queued') return false;
  return !row.attempted || row.attempted.getTime() + visibilityTimeoutSeconds * 1000 <= now.getTime();
}

const byAge = (a: MailRow, b: MailRow): number =>
  a.queued.created.getTime() - b.queued.created.getTime() || (a.queued.id < b.queued.id ? -1 : 1);
