import type { Permission } from '@mycelium/profile';
import { custom, described, record, text } from '@mycelium/schema';
import { emailText, parseEmail } from '../model/email.ts';

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

/** Fits the columns of names, with room for the suffixes that deletions write. */
export const accountName = () =>
  described(text({ min: 1, max: 200, trim: true }), 'How others see the account.');

/** The width of the columns of guest roles. */
export const roleName = () => described(text({ min: 1, max: 140, trim: true }), 'How others see the role.');
export const shortText = () => text({ max: 255, trim: true });

export const tagValue = () => described(text({ min: 1, max: 64, trim: true }), 'Unique on what it labels.');

/** Free entries beside a value. */
export const tagMeta = () => record(text({ max: 1000 }), { maxKeys: 50 });

/** Long enough for an address or a note, short enough to be read with every account. */
export const metaValue = () => text({ min: 1, max: 4000 });
