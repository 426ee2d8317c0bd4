import { parseAddressBlock } from '@mycelium/gateway-core';
import { Secret } from '@mycelium/kernel';
import { type CustomOutcome, custom, type Field, type FieldKind, integer, text } from '@mycelium/schema';

/** Stands for a referenced value that could not be had although the file is right; see `secretText`. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');

/** The one secret that stands for all that are unavailable; compared by identity. */
export const unavailableSecret = new Secret('');

/** Text that must not be printed. */
export const secretText = (): Field<Secret> =>
  custom({
    expects: 'a secret',
    jsonSchema: { anyOf: [{ type: 'string' }, { type: 'object' }] },
    parse: value => {
      if (value === UNAVAILABLE) return { value: unavailableSecret };
      if (typeof value !== 'string') {
        return { problem: 'must be text, { env = "NAME" } or { vault = { path = "…", key = "…" } }' };
      }
      return { value: new Secret(value) };
    },
  });

/** A rule on top of plain text. `judge` gives the value to keep or says what is wrong. */
export const textWith = <T = string>(expects: string, judge: (value: string) => CustomOutcome<T>): Field<T> =>
  custom({
    expects,
    jsonSchema: { type: 'string' },
    parse: value => (typeof value === 'string' ? judge(value) : { problem: `must be ${expects}` }),
  });

const isHttpUrl = (value: string): boolean => /^https?:\/\/[^\s/?#]+/i.test(value) && URL.canParse(value);

export const httpUrl = (): Field<string> =>
  textWith('an http or https URL', value =>
    isHttpUrl(value) ? { value } : { problem: 'must be a URL that starts with http:// or https://' },
  );

export const filled = (): Field<string> => text({ min: 1 });

export const seconds = (): Field<number> => integer({ min: 1, max: 2_147_483 });

export const port = (min = 1): Field<number> => integer({ min, max: 65_535 });

/** One text or a list of texts, given back as a list. */
export const oneOrMore = (): Field<readonly string[]> =>
  custom({
    expects: 'text or a list of texts',
    jsonSchema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    parse: value => {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      const texts = values.filter(entry => typeof entry === 'string' && entry !== '') as string[];
      return texts.length === values.length
        ? { value: texts }
        : { problem: 'must be text or a list of texts' };
    },
  });

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export const addressBlock = (): Field<string> =>
  textWith('an address block', value =>
    parseAddressBlock(value) !== undefined
      ? { value }
      : { problem: 'must be an address or a block such as 10.0.0.0/8' },
  );

/** Kinds of fields that a single written value fills, so that it may come from a variable or from Vault. */
const SCALAR_KINDS: readonly FieldKind[] = [
  'text',
  'uuid',
  'email',
  'integer',
  'number',
  'boolean',
  'oneOf',
  'custom',
  'list',
];

export const takesReference = (kind: FieldKind): boolean => SCALAR_KINDS.includes(kind);
