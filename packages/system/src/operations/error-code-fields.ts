import { refuse } from '@mycelium/kernel';
import { custom, described, nullable, optional, text } from '@mycelium/schema';
import { type ErrorCode, isPrefix, MAX_CODE_NUMBER, parseCode } from '../model/error-code.ts';
import type { CodeKey } from '../ports/error-code-store.ts';

export const errorCodePrefix = () =>
  described(
    custom<string>({
      expects: 'two to four capital letters',
      parse: value =>
        typeof value === 'string' && isPrefix(value)
          ? { value }
          : { problem: 'must be two to four capital letters, such as SVC' },
      jsonSchema: { type: 'string', pattern: '^[A-Z]{2,4}$' },
    }),
    'Says whose code it is.',
  );

/** A whole code that is about to be registered. */
export const wholeCode = () =>
  custom<CodeKey>({
    expects: 'a code such as SVC00001',
    parse: value => {
      const key = typeof value === 'string' ? parseCode(value) : undefined;
      return key && key.number > 0
        ? { value: key }
        : {
            problem:
              'must be two to four capital letters and a number from 1 on in at least five digits, such as SVC00001',
          };
    },
    jsonSchema: { type: 'string', pattern: '^[A-Z]{2,4}\\d{5,10}$' },
  });

/** What names a code beside its prefix: the number, or the whole code, which has the prefix in it. */
export interface WrittenCode {
  readonly number: number;
  readonly prefix?: string;
}

export const codeOrNumber = () =>
  described(
    custom<WrittenCode>({
      expects: 'the number of a code, or a whole code such as SVC00001',
      parse: value => {
        const written = writtenCode(value);
        return written
          ? { value: written }
          : { problem: 'must be a number, or a whole code such as SVC00001' };
      },
      jsonSchema: {
        anyOf: [
          { type: 'integer', minimum: 0, maximum: MAX_CODE_NUMBER },
          { type: 'string', pattern: '^(?:[A-Z]{2,4}\\d{5,10}|\\d{1,10})$' },
        ],
      },
    }),
    'The number, or the whole code.',
  );

function writtenCode(value: unknown): WrittenCode | undefined {
  if (typeof value === 'string' && !/^\d{1,10}$/.test(value)) return parseCode(value);
  const number = typeof value === 'string' ? Number(value) : value;
  const isNumber = typeof number === 'number' && Number.isInteger(number);
  return isNumber && number >= 0 && number <= MAX_CODE_NUMBER ? { number } : undefined;
}

/** The fields that name one code: `{prefix, code: 1}`, `{code: "SVC00001"}`, or both. */
export const codeKeyFields = { prefix: optional(errorCodePrefix()), code: codeOrNumber() };

interface NamedCode {
  readonly prefix?: string | undefined;
  readonly code: WrittenCode;
}

/** Throws INVALID_INPUT when the prefix is missing, or is not the one of the whole code. */
export function codeKey({ prefix, code }: NamedCode): CodeKey {
  const meant = code.prefix ?? prefix;
  if (meant === undefined) {
    const problem = { path: 'prefix', message: 'is required unless code is a whole code such as SVC00001' };
    throw refuse('INVALID_INPUT', { problems: [problem] });
  }
  if (prefix !== undefined && prefix !== meant) {
    throw refuse('INVALID_INPUT', {
      problems: [{ path: 'prefix', message: 'differs from the one in code' }],
    });
  }
  return { prefix: meant, number: code.number };
}

/** The width of the columns. */
export const codeMessage = () =>
  described(text({ min: 1, max: 255, trim: true }), 'One sentence for whoever meets the error.');

export const codeDetails = () =>
  described(optional(nullable(text({ max: 255, trim: true }))), 'A second sentence: what to do about it.');

/** Details that say nothing are none. */
export const codeTexts = ({
  message,
  details,
}: {
  readonly message: string;
  readonly details?: string | null;
}): Pick<ErrorCode, 'message' | 'details'> => ({ message, ...(details && { details }) });
