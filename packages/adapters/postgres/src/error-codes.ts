import type { ErrorEntry } from '@mycelium/kernel';
import type { Session } from './session.ts';

export interface RegisteredCodes {
  readonly inserted: number;
  /** Were there already, and stay as they are. */
  readonly existing: number;
}

const CODE = /^([A-Z]+)0*(\d+)$/;
/** Length of the columns `message` and `details`. */
const MAX_TEXT = 255;

/** Writes a catalogue into `error_code` as native codes. Codes that exist keep their texts. */
export function registerErrorCodes(
  session: Session,
  catalogue: readonly ErrorEntry[],
): Promise<RegisteredCodes> {
  const rows = catalogue.map(({ code, message, internal }) => {
    const [, prefix, number] = CODE.exec(code) ?? [];
    if (prefix === undefined) throw new Error(`"${code}" is not a prefix and a number`);
    return { prefix, code: Number(number), message: message.slice(0, MAX_TEXT), internal };
  });
  return session.turn(async ({ sql }) => {
    const inserted = await sql(
      `INSERT INTO public.error_code (prefix, code, message, is_internal, is_native)
       SELECT prefix, code, message, internal, true
       FROM jsonb_to_recordset($1::jsonb) AS entry (prefix text, code int, message text, internal boolean)
       ON CONFLICT (prefix, code) DO NOTHING RETURNING code`,
      [JSON.stringify(rows)],
    );
    return { inserted: inserted.length, existing: rows.length - inserted.length };
  });
}
