import type { EventOutbox } from '@mycelium/notifications';
import { webhookExecutionEntity } from './entities.ts';
import type { Session } from './session.ts';

/**
 * The column holds a JSON text, wrapped as a JSON string, in Base64: two layers more than needed, and what every
 * dispatcher of this table reads.
 */
const payloadColumn = (payload: unknown): string =>
  Buffer.from(JSON.stringify(JSON.stringify(payload))).toString('base64');

export const postgresEventOutbox = (session: Session): EventOutbox => ({
  append: event =>
    session.turn(async ({ manager }) => {
      await manager.insert(webhookExecutionEntity, {
        id: event.id,
        trigger: event.trigger,
        payload: payloadColumn(event.payload),
        payloadId: event.resourceId,
        created: event.occurredAt,
        status: 'pending',
      });
    }),
});
