import type { MailOutbox } from '@mycelium/notifications';
import { messageEntity } from './entities.ts';
import { mailColumn } from './mail-column.ts';
import type { Session } from './session.ts';

export const postgresMailOutbox = (session: Session): MailOutbox => ({
  append: ({ id, created, ...mail }) =>
    session.turn(async ({ manager }) => {
      await manager.insert(messageEntity, { id, created, message: mailColumn(mail), status: 'Queued' });
    }),
});
