export const ACCOUNT_META_KEYS: readonly string[] = [
  'phone_number',
  'telegram_user',
  'whatsapp_user',
  'locale',
  'emergency_contact_name',
  'emergency_contact_phone',
  'job_title',
];

/** Written by the gateway alone, since it proves something: who holds the link is let in by it. */
const RESERVED = new Set(['telegram_user']);

const CUSTOM = /^custom:[\x21-\x7e]{1,64}$/;

/** The key of an entry in an account's metadata: one of the known ones, or `custom:<name>`. */
export const isAccountMetaKey = (key: string): boolean => ACCOUNT_META_KEYS.includes(key) || CUSTOM.test(key);

/** Keys in forms that clients of earlier versions write. */
const ALIASES: ReadonlyMap<string, string> = new Map([['whats_app_user', 'whatsapp_user']]);

/** A key as it is stored: an alias by its present name, `{"custom": "x"}` as `custom:x`. `undefined`: it is none. */
export function accountMetaKeyOf(given: unknown): string | undefined {
  const key = typeof given === 'string' ? (ALIASES.get(given) ?? given) : customKey(given);
  return key !== undefined && isAccountMetaKey(key) ? key : undefined;
}

function customKey(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const [[word, name] = [], ...others] = Object.entries(given);
  return word === 'custom' && typeof name === 'string' && others.length === 0 ? `custom:${name}` : undefined;
}

export const isReservedMetaKey = (key: string): boolean => RESERVED.has(key);

/** Metadata is read with every account, so it has to stay small. */
export const MAX_META_ENTRIES = 50;
