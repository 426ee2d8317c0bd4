import { migrations } from '../migrations.generated.ts';

/** Up to where the schema had grown before migrations were recorded. */
const LAST_UNRECORDED = '20260812_01_audit_tables_grants';

/**
 * A database as installations have it that were made before migrations were recorded: tables and rows are there, the
 * record is not, and some objects carry other names or types than ours.
 */
export const earlierDatabaseSql = `
${migrations
  .filter(({ name }) => name <= LAST_UNRECORDED)
  .map(({ sql }) => sql)
  .join('\n')}

ALTER INDEX idx_message_queue_status_created RENAME TO message_queue_status_created_idx;
ALTER INDEX idx_resource_audit_log_resource RENAME TO some_other_name;
ALTER TRIGGER resource_audit_log_is_immutable ON resource_audit_log RENAME TO another_name;

INSERT INTO tenant (id, name, status) VALUES
  ('00000000-0000-4000-8000-000000000001', 'Kept', ARRAY['{"verified":{"at":"2026-01-01T00:00:00Z","by":"x"}}'::jsonb]);
INSERT INTO account (id, name, slug, account_type, tenant_id, meta, created_by) VALUES
  ('00000000-0000-4000-8000-00000000000a', 'Kept', 'kept', '"user"', NULL,
   '{"telegram_user":"{\\"id\\":123}","whatsapp_user":"x"}', '{"id":"x","from":null,"email":null}'),
  ('00000000-0000-4000-8000-00000000000b', 'Guests', 'guests', '{"subscription":{"tenantId":"t"}}',
   '00000000-0000-4000-8000-000000000001', NULL, '{}');
INSERT INTO "user" (id, username, email, first_name, last_name, account_id, created) VALUES
  ('00000000-0000-4000-8000-00000000000c', 'ana', 'ana@example.org', 'Ana', 'S', NULL, '2020-01-01'),
  ('00000000-0000-4000-8000-00000000000d', 'ana', 'ana@example.org', 'Ana', 'S',
   '00000000-0000-4000-8000-00000000000a', '2021-01-01');
INSERT INTO guest_role (id, name, slug, permission) VALUES
  ('00000000-0000-4000-8000-00000000000e', 'Reader', 'reader', 0);
INSERT INTO guest_user (id, email, guest_role_id, was_verified) VALUES
  ('00000000-0000-4000-8000-00000000000f', 'ana@example.org', '00000000-0000-4000-8000-00000000000e', true);
INSERT INTO guest_user_on_account (guest_user_id, account_id, permit_flags) VALUES
  ('00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-00000000000b',
   ARRAY['"flag"', '{"not":"a text"}']::jsonb[]);
`;
