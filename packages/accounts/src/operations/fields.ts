import { refuse } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import { custom, described, record, text } from '@mycelium/schema';
import { isLatin, slugify } from '../model/account.ts';
import { ACCOUNT_META_KEYS, accountMetaKeyOf } from '../model/account-meta.ts';
import { emailText, parseEmail } from '../model/email.ts';
import { canonicalName, nameProblem } from '../model/legible-name.ts';

/** An e-mail address, given to the operation in its canonical form. */
export const emailAddress = () =>
  custom<string>({
    expects: 'an e-mail address',
    parse: value => {
      const email = typeof value === 'string' ? parseEmail(value) : undefined;
      return email
        ? { value: emailText(email) }
        : { problem: 'must be an e-mail address, written with plain letters (a-z) and digits' };
    },
    jsonSchema: { type: 'string', format: 'email', maxLength: 254 },
  });

const PERMISSIONS: ReadonlyMap<unknown, Permission> = new Map<unknown, Permission>([
  ['read', 'read'],
  ['write', 'write'],
  [0, 'read'],
  [1, 'write'],
  ['0', 'read'],
  ['1', 'write'],
]);

/** Reading or writing; as a word, or as the number that stands for it (0 and 1). */
export const permissionLevel = () =>
  custom<Permission>({
    expects: '"read" or "write"',
    parse: value => {
      const permission = PERMISSIONS.get(value);
      return permission ? { value: permission } : { problem: 'must be "read" or "write", or 0 or 1' };
    },
    jsonSchema: { enum: ['read', 'write', 0, 1] },
  });

/** By which people tell things apart, so it must not look like another one. */
export const legibleName = (max: number) =>
  text({ min: 1, max, trim: true, canonical: canonicalName, problem: nameProblem });

/** Fits the columns of names, with room for the suffixes that deletions write. */
export const accountName = () => described(legibleName(200), 'How others see the account.');

/** The width of the columns of guest roles. */
export const roleName = () =>
  described(
    legibleName(140),
    'How others see the role. In Latin letters or digits, since its slug is made of it.',
  );

/**
 * The slug of a name, which has to be one of its own: letters that have no plain form would be lost, and names that
 * differ in them alone would become one. A ligature may become several letters.
 */
export function slugOf(name: string, { path = 'name', max = 140 } = {}): string {
  const slug = slugify(name);
  if (slug === '' || !isLatin(name)) {
    throw refuse('INVALID_INPUT', {
      problems: [
        { path, message: 'must be written with Latin letters or digits: its slug is made of these' },
      ],
    });
  }
  if (slug.length > max) {
    throw refuse('INVALID_INPUT', {
      problems: [{ path, message: `makes a slug of more than ${max} characters; choose a shorter one` }],
    });
  }
  return slug;
}

export const shortText = () => text({ max: 255, trim: true });

export const tagValue = () => described(legibleName(64), 'Unique on what it labels.');

/** Free entries beside a value. */
export const tagMeta = () => record(text({ max: 1000 }), { maxKeys: 50, maxKeyLength: 64 });

/** The key of an entry in an account's metadata. */
export const accountMetaKey = () =>
  described(
    custom<string>({
      expects: 'a key of account metadata',
      parse: value => {
        const key = accountMetaKeyOf(value);
        return key === undefined
          ? { problem: `must be ${ACCOUNT_META_KEYS.join(', ')}, or custom:<name>` }
          : { value: key };
      },
      jsonSchema: {
        anyOf: [{ enum: ACCOUNT_META_KEYS }, { type: 'string', pattern: '^custom:[\\x21-\\x7e]{1,64}$' }],
      },
    }),
    'One of the known keys, or `custom:<name>` for your own.',
  );

/** Long enough for an address or a note, short enough to be read with every account. */
export const metaValue = () => text({ min: 1, max: 4000 });
