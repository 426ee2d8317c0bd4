import { type AccountKind, SYSTEM_ACTORS } from '@mycelium/accounts';
import { custom, parseField, text } from '@mycelium/schema';

const KINDS: readonly AccountKind[] = [
  'staff',
  'manager',
  'user',
  'subscription',
  'roleAssociated',
  'actorAssociated',
  'tenantManager',
];

const capitalised = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`;
const underscored = (word: string): string => word.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

/** Clients write the types in one of three ways. */
const SPELLINGS: ReadonlyMap<unknown, AccountKind> = new Map<unknown, AccountKind>(
  KINDS.flatMap(kind => [kind, capitalised(kind), underscored(kind)].map(word => [word, kind] as const)),
);

export const accountKind = () =>
  custom<AccountKind>({
    expects: `one of ${KINDS.map(kind => `"${kind}"`).join(', ')}`,
    parse: value => {
      const kind = SPELLINGS.get(value);
      return kind ? { value: kind } : { problem: `must be one of ${KINDS.join(', ')}` };
    },
    jsonSchema: { type: 'string', enum: KINDS },
  });

/** Slugs of roles stand for the actors too, in their present and in their earlier form. */
const ACTORS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(SYSTEM_ACTORS).map(([name, slug]) => [slug, name] as const),
  ['subscriptions-account-manager', 'subscriptionsManager'],
  ['users-account-manager', 'usersManager'],
  ['account-manager', 'accountManager'],
  ['guest-manager', 'guestsManager'],
]);

const actorText = text({ min: 1, max: 140, trim: true });

/** The name of an actor as account types hold it. Whatever is no actor of the administration is one of its own. */
export const actorName = () =>
  custom<string>({
    expects: 'the name or slug of an actor',
    parse: value => {
      const read = parseField(actorText, value);
      return read.ok ? { value: ACTORS.get(read.value) ?? read.value } : { problems: read.problems };
    },
    jsonSchema: { type: 'string', minLength: 1, maxLength: 140 },
  });
