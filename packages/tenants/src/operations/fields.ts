import { legibleName } from '@mycelium/accounts';
import { custom, described, text } from '@mycelium/schema';
import { isTenantMetaKey } from '../model/tenant-meta.ts';

/** The width of the column. */
export const tenantName = () => described(legibleName(255), 'Unique among all tenants of the installation.');

export const tenantDescription = () => text({ max: 2000, trim: true });

/** A key for a new entry of the metadata. */
export const tenantMetaKey = () =>
  custom<string>({
    expects: 'a key of at most 64 characters',
    parse: value =>
      typeof value === 'string' && isTenantMetaKey(value)
        ? { value }
        : { problem: 'must be 1 to 64 printable ASCII characters without blanks' },
    jsonSchema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,64}$' },
  });

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Room for the longest key and value that can be stored. */
const MAX_WRITTEN = 4200;

/** An entry to look for, written `key=value`. Only the first equals sign divides. */
export const keyValue = () =>
  custom<KeyValue>({
    expects: 'key=value',
    parse: value => {
      const found = typeof value === 'string' ? divided(value) : undefined;
      return found ? { value: found } : { problem: 'must be written key=value' };
    },
    jsonSchema: { type: 'string', pattern: '^[^=]+=[^]+$' },
  });

function divided(written: string): KeyValue | undefined {
  const at = written.indexOf('=');
  if (at < 1 || at === written.length - 1 || written.length > MAX_WRITTEN) return undefined;
  return { key: written.slice(0, at), value: written.slice(at + 1) };
}
