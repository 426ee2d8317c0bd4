import type { WrittenAt } from '@mycelium/accounts';
import type { WebhookId } from '@mycelium/kernel';
import type { EventTrigger } from '@mycelium/notifications';
import type { HttpSecret, Webhook, WebhookChange, WebhookMethod, WebhookStore } from '@mycelium/system';
import { columnsOf } from './columns.ts';
import { isUniqueViolation } from './database-error.ts';
import { type WebhookRow, webhookEntity } from './entities.ts';
import { insertedNew } from './insert.ts';
import { allOf, contains, mapped, pageOf } from './paging.ts';
import { type Connection, type Session, withSavepoint } from './session.ts';
import { writerColumn, writtenBy } from './written-by.ts';

export const postgresWebhookStore = (session: Session): WebhookStore => ({
  byId: id =>
    session.turn(async ({ manager }) => {
      const row = await manager.findOneBy(webhookEntity, { id });
      return row ? webhookOf(row) : undefined;
    }),
  list: ({ name, trigger }, page) =>
    session.turn(async ({ sql }) => {
      const where = allOf('true', [contains('w.name', name), ['w.trigger = $?', trigger]]);
      const listing = {
        columns: columnsOf(webhookEntity, 'w'),
        from: `FROM public.webhook AS w WHERE ${where.sql}`,
        parameters: where.parameters,
        order: 'created DESC NULLS LAST, id',
      };
      return mapped(await pageOf<WebhookRow>(sql, listing, page), webhookOf);
    }),
  insert: webhook =>
    session.turn(async ({ manager }) =>
      (await insertedNew(manager, webhookEntity, webhookRow(webhook))) ? 'inserted' : 'duplicate',
    ),
  update: (id, change, by) => session.turn(connection => update(connection, id, { change, by })),
  delete: id =>
    session.turn(async ({ manager }) => {
      const { affected } = await manager.delete(webhookEntity, { id });
      return affected ? 'deleted' : 'absent';
    }),
});

async function update(
  { sql, manager }: Connection,
  id: WebhookId,
  { change, by }: { readonly change: WebhookChange; readonly by: WrittenAt },
): Promise<'updated' | 'duplicate' | 'absent'> {
  const row = { ...change, updated: by.at, updatedBy: writerColumn(by) };
  try {
    const { affected } = await withSavepoint(sql, () => manager.update(webhookEntity, { id }, row as never));
    return affected ? 'updated' : 'absent';
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate';
    throw error;
  }
}

const webhookRow = (webhook: Webhook): WebhookRow => ({
  ...webhook,
  description: webhook.description ?? null,
  createdBy: webhook.createdBy ? writerColumn(webhook.createdBy) : {},
  updated: webhook.updated ?? null,
  updatedBy: webhook.updatedBy ? writerColumn(webhook.updatedBy) : {},
  secret: webhook.secret ?? null,
});

function webhookOf(row: WebhookRow): Webhook {
  const createdBy = writtenBy(row.createdBy);
  const updatedBy = writtenBy(row.updatedBy);
  return {
    id: row.id as WebhookId,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    url: row.url,
    trigger: row.trigger as EventTrigger,
    method: (row.method ?? 'POST') as WebhookMethod,
    isActive: row.isActive ?? false,
    created: row.created ?? new Date(0),
    ...(createdBy && { createdBy }),
    ...(row.updated && { updated: row.updated }),
    ...(updatedBy && { updatedBy }),
    ...(row.secret !== null && { secret: row.secret as HttpSecret }),
  };
}
