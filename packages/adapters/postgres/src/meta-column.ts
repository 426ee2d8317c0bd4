/** Reads a `meta` column. Values are texts; one that was stored as an object is handed out as its JSON text. */
export function textsOf(column: unknown): Readonly<Record<string, string>> {
  if (typeof column !== 'object' || column === null) return {};
  return Object.fromEntries(
    Object.entries(column).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/**
 * The column with one entry more, as an expression: a change in one statement keeps what others put in meanwhile.
 * `key` and `value` are parameters.
 */
export const withEntry = (key: string, value: string): string =>
  `CASE jsonb_typeof(meta) WHEN 'object' THEN meta ELSE '{}' END || jsonb_build_object(${key}::text, ${value}::text)`;
