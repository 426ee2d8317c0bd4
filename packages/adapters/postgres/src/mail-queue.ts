import type { MailQueue, QueuedMail } from '@mycelium/notifications';
import { mailOf } from './mail-column.ts';
import type { Session, Sql } from './session.ts';

interface ClaimedRow {
  readonly id: string;
  readonly message: string;
  readonly created: Date | null;
  readonly attempts: number | null;
}

export function postgresMailQueue(session: Session): MailQueue {
  return {
    claimBatch: ({ limit, now, visibilityTimeoutSeconds }) =>
      session.turn(async ({ sql }) => {
        const claimableSince = new Date(now.getTime() - visibilityTimeoutSeconds * 1000);
        const rows = await sql<ClaimedRow>(CLAIM, [now, claimableSince, limit]);
        return readable(sql, rows.sort(byAge));
      }),
    delivered: id =>
      session.turn(async ({ sql }) => {
        await sql('DELETE FROM public.message_queue WHERE id = $1', [id]);
      }),
    failed: (id, reason, maxAttempts) =>
      session.turn(async ({ sql }) => {
        const [row] = await sql<{ status: string }>(FAIL, [id, reason, maxAttempts]);
        return row?.status === 'Queued' ? 'retry' : 'given-up';
      }),
  };
}

/** SKIP LOCKED lets dispatchers work side by side: each takes the oldest mails that no other is taking. */
const CLAIM = `
  WITH due AS MATERIALIZED (
    SELECT id FROM public.message_queue
    WHERE status = 'Queued' AND (attempted IS NULL OR attempted <= $2)
    ORDER BY created, id LIMIT $3
    FOR UPDATE SKIP LOCKED
  )
  UPDATE public.message_queue AS m SET attempted = $1 FROM due WHERE m.id = due.id
  RETURNING m.id, m.message, m.created, m.attempts`;

const FAIL = `
  UPDATE public.message_queue
  SET attempts = coalesce(attempts, 0) + 1, error = $2,
      status = CASE WHEN coalesce(attempts, 0) + 1 >= $3 THEN 'Failed' ELSE status END
  WHERE id = $1
  RETURNING status`;

const byAge = (a: ClaimedRow, b: ClaimedRow): number =>
  (a.created?.getTime() ?? 0) - (b.created?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);

/** A row that is no mail can never be sent. It is set aside, so that it does not come back with every batch. */
async function readable(sql: Sql, rows: readonly ClaimedRow[]): Promise<QueuedMail[]> {
  const mails: QueuedMail[] = [];
  for (const { id, message, created, attempts } of rows) {
    const mail = mailOf(message);
    if (mail) mails.push({ id, mail, created: created ?? new Date(0), attempts: attempts ?? 0 });
    else await sql(FAIL, [id, 'the row does not hold a readable mail', 0]);
  }
  return mails;
}
