import { catalogue } from '@mycelium/kernel';
import { type ErrorCode, type ErrorCodeStore, MAX_CODE_NUMBER, parseCode } from '@mycelium/system';
import { by, pageOf } from './listing.ts';
import { copied, pair, type Tables } from './tables.ts';

export function memoryErrorCodeStore({ errorCodes }: Tables): ErrorCodeStore {
  const put = (code: ErrorCode): void => void errorCodes.set(keyOf(code), copied(code));
  return {
    find: async key => copied(errorCodes.get(keyOf(key))),
    list: async ({ prefix, number, isInternal }, page) => {
      const rows = [...errorCodes.values()].filter(
        code =>
          (prefix === undefined || code.prefix === prefix) &&
          (number === undefined || code.number === number) &&
          (isInternal === undefined || code.isInternal === isInternal),
      );
      return pageOf(rows.sort(by(code => [code.prefix, code.number])), page);
    },
    insert: async code => {
      if (errorCodes.has(keyOf(code))) return 'duplicate';
      put(code);
      return 'inserted';
    },
    insertNext: async code => {
      const taken = [...errorCodes.values()].filter(({ prefix }) => prefix === code.prefix);
      const highest = Math.max(0, ...taken.map(({ number }) => number));
      if (highest >= MAX_CODE_NUMBER) return undefined;
      const next = { ...code, number: highest + 1 };
      put(next);
      return copied(next);
    },
    update: async (key, { message, details }) => {
      const known = errorCodes.get(keyOf(key));
      if (!known) return undefined;
      const { details: _former, ...rest } = known;
      const changed = { ...rest, message, ...(details !== undefined && { details }) };
      put(changed);
      return changed;
    },
    delete: async key => {
      const known = errorCodes.get(keyOf(key));
      if (!known) return 'absent';
      if (known.isNative) return 'native';
      errorCodes.delete(keyOf(key));
      return 'deleted';
    },
  };
}

const keyOf = ({ prefix, number }: Pick<ErrorCode, 'prefix' | 'number'>): string =>
  pair(prefix, String(number));

/** The gateway's own codes, as the kernel lists them. */
export function addNativeCodes({ errorCodes }: Tables): void {
  for (const { code: text, message, internal } of catalogue) {
    const key = parseCode(text);
    if (!key) throw new Error(`The catalogue holds ${text}, which is no error code.`);
    errorCodes.set(keyOf(key), { ...key, message, isInternal: internal, isNative: true });
  }
}
