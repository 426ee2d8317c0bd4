import { type CodeKey, type ErrorCode, type ErrorCodeStore, MAX_CODE_NUMBER } from '@mycelium/system';
import { columnsOf } from './columns.ts';
import { type ErrorCodeRow, errorCodeEntity } from './entities.ts';
import { insertedNew } from './insert.ts';
import { allOf, mapped, pageOf } from './paging.ts';
import type { Connection, Session } from './session.ts';

export const postgresErrorCodeStore = (session: Session): ErrorCodeStore => ({
  find: key => session.turn(connection => find(connection, key)),
  list: ({ prefix, number, isInternal }, page) =>
    session.turn(async ({ sql }) => {
      const where = allOf('true', [
        ['c.prefix = $?', prefix],
        ['c.code = $?::bigint', number],
        ['coalesce(c.is_internal, false) = $?', isInternal],
      ]);
      const listing = {
        columns: COLUMNS,
        from: `FROM public.error_code AS c WHERE ${where.sql}`,
        parameters: where.parameters,
        order: 'prefix COLLATE "C", code',
      };
      return mapped(await pageOf<ErrorCodeRow>(sql, listing, page), codeOf);
    }),
  insert: code =>
    session.turn(async ({ manager }) =>
      (await insertedNew(manager, errorCodeEntity, rowOf(code))) ? 'inserted' : 'duplicate',
    ),
  insertNext: code => session.turn(connection => insertNext(connection, code)),
  update: ({ prefix, number }, { message, details }) =>
    session.turn(async ({ sql }) => {
      const [row] = await sql<ErrorCodeRow>(UPDATE, [prefix, number, message, details ?? null]);
      return row && codeOf(row);
    }),
  delete: key =>
    session.turn(async connection => {
      const deleted = await connection.sql(DELETE, [key.prefix, key.number]);
      if (deleted.length > 0) return 'deleted';
      return (await find(connection, key)) ? 'native' : 'absent';
    }),
});

const COLUMNS = columnsOf(errorCodeEntity, 'c');

async function find({ manager }: Connection, { prefix, number }: CodeKey): Promise<ErrorCode | undefined> {
  const row = await manager.findOneBy(errorCodeEntity, { prefix, code: number });
  return row ? codeOf(row) : undefined;
}

/** Those who count on from the highest number of a prefix follow one another. */
const LOCK_PREFIX = `SELECT pg_advisory_xact_lock(hashtextextended('error-code:' || $1, 0))`;
const NEXT = `
  SELECT nullif(coalesce(max(code), 0), ${MAX_CODE_NUMBER}) + 1 AS number FROM public.error_code WHERE prefix = $1`;

async function insertNext(
  { sql, manager }: Connection,
  code: Omit<ErrorCode, 'number'>,
): Promise<ErrorCode | undefined> {
  await sql(LOCK_PREFIX, [code.prefix]);
  for (;;) {
    const [next] = await sql<{ number: number | null }>(NEXT, [code.prefix]);
    if (!next?.number) return undefined;
    const numbered = { ...code, number: next.number };
    // The number may have been taken meanwhile by somebody who chose it, and whose row is visible now.
    if (await insertedNew(manager, errorCodeEntity, rowOf(numbered))) return numbered;
  }
}

const UPDATE = `
  UPDATE public.error_code AS c SET message = $3, details = $4
  WHERE c.prefix = $1 AND c.code = $2 RETURNING ${COLUMNS}`;

const DELETE = `
  DELETE FROM public.error_code WHERE prefix = $1 AND code = $2 AND is_native IS NOT TRUE RETURNING code`;

const rowOf = ({ number, details, ...code }: ErrorCode): ErrorCodeRow => ({
  ...code,
  code: number,
  details: details ?? null,
});

const codeOf = ({ prefix, code, message, details, isInternal, isNative }: ErrorCodeRow): ErrorCode => ({
  prefix,
  number: code,
  message,
  ...(details !== null && { details }),
  isInternal: isInternal ?? false,
  isNative: isNative ?? false,
});
