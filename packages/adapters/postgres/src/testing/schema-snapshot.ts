/** Anything that answers a query with rows. */
export type Query = (statement: string) => Promise<readonly Record<string, unknown>[]>;

const PARTS = [
  `SELECT 'column ' || table_name || '.' || column_name || ' ' || udt_name ||
     coalesce('(' || character_maximum_length || ')', '') || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
   FROM information_schema.columns WHERE table_schema = 'public'`,
  // PostgreSQL 18 lists NOT NULL among the constraints; the columns tell it already.
  `SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line
   FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'`,
  `SELECT 'index ' || indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
  `SELECT 'view ' || viewname || ' ' || definition AS line FROM pg_views WHERE schemaname = 'public'`,
  `SELECT 'trigger ' || pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal`,
];

/** Everything that `sql/` declares, as sorted lines, for comparing two databases. */
export async function schemaSnapshot(query: Query): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const part of PARTS) for (const row of await query(part)) lines.push(String(row['line']));
  return lines.sort();
}
