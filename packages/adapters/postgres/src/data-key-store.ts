import type { DataKeyStore, WrappedKey } from '@mycelium/envelope-crypto';
import { NIL_UUID } from '@mycelium/kernel';
import type { Session, Sql } from './session.ts';

export const postgresDataKeyStore = (session: Session): DataKeyStore => ({
  find: tenantId => session.turn(({ sql }) => find(sql, tenantId)),
  provision: (tenantId, key) =>
    session.turn(async ({ sql }) => {
      if (tenantId === NIL_UUID) await addInstallation(sql);
      await sql(PROVISION, [tenantId, key.wrapped, key.kekVersion]);
      return find(sql, tenantId);
    }),
});

const FIND = `
  SELECT encrypted_dek AS wrapped, kek_version AS "kekVersion" FROM public.tenant
  WHERE id = $1 AND encrypted_dek IS NOT NULL`;

async function find(sql: Sql, tenantId: string): Promise<WrappedKey | undefined> {
  const [row] = await sql<WrappedKey>(FIND, [tenantId]);
  return row;
}

/** PostgreSQL looks at the condition again after waiting for a concurrent writer, so the first key stays. */
const PROVISION = `
  UPDATE public.tenant SET encrypted_dek = $2, kek_version = $3 WHERE id = $1 AND encrypted_dek IS NULL`;

const ADD_INSTALLATION = 'INSERT INTO public.tenant (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING';

/** A tenant may have taken the name. */
async function addInstallation(sql: Sql): Promise<void> {
  for (const name of ['System', `System ${NIL_UUID}`]) await sql(ADD_INSTALLATION, [NIL_UUID, name]);
}
