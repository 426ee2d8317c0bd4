import type { InstanceSettings } from '@mycelium/accounts';
import { instanceSettingEntity } from './entities.ts';
import type { Session } from './session.ts';
import { writerColumn } from './written-by.ts';

export const postgresInstanceSettings = (session: Session): InstanceSettings => ({
  has: key => session.turn(({ manager }) => manager.existsBy(instanceSettingEntity, { key })),
  insert: (key, value, by) =>
    session.turn(async ({ sql }) => {
      const rows = await sql(
        `INSERT INTO public.instance_settings (key, value, created_by) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO NOTHING RETURNING key`,
        [key, JSON.stringify(value), JSON.stringify(writerColumn(by))],
      );
      return rows.length > 0 ? 'inserted' : 'duplicate';
    }),
});
