import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';

/**
 * Lets somebody read at so many accounts of a new tenant; the gateway has made the role `editor` that its
 * routes name. Answers the tenant.
 */
export async function admit(database: Database, email: string, accounts: number): Promise<string> {
  const tenantId = randomUUID();
  const type = JSON.stringify({ subscription: { tenantId } });
  await database.query('INSERT INTO tenant (id, name, status) VALUES ($1, $2, ARRAY[]::jsonb[])', [
    tenantId,
    tenantId,
  ]);
  await database.query(
    `INSERT INTO account (name, slug, account_type, tenant_id, is_checked)
     SELECT gen_random_uuid(), gen_random_uuid(), $1::jsonb, $2, true FROM generate_series(1, $3)`,
    [type, tenantId, accounts],
  );
  await database.query(
    `INSERT INTO guest_user (email, guest_role_id, was_verified)
     SELECT $1, id, true FROM guest_role WHERE slug = 'editor' AND permission = 0 ON CONFLICT DO NOTHING`,
    [email],
  );
  await database.query(
    `INSERT INTO guest_user_on_account (guest_user_id, account_id)
     SELECT guest.id, account.id FROM guest_user guest, account WHERE guest.email = $1 AND account.tenant_id = $2`,
    [email, tenantId],
  );
  return tenantId;
}
