import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  countOf,
  NOON,
  newAccountId,
  newUserId,
  RACERS,
  race,
  user,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

export const userStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` for a user who does not exist',
    async run(world) {
      expect(await within(world, ({ users }) => users.byEmail('nobody@example.org'))).toBeUndefined();
      expect(await within(world, ({ users }) => users.byId(newUserId()))).toBeUndefined();
    },
  },
  {
    name: 'gives back what was inserted, to the millisecond',
    async run(world) {
      const owned = account();
      await world.seeds.addAccount(owned);
      const bare = user();
      const full = user({
        email: 'zoë.não@example.org',
        firstName: 'Zoë 🍄',
        lastName: "O'Neill; --",
        isActive: false,
        isPrincipal: false,
        updated: after(1),
        accountId: owned.id,
        provider: { internal: { passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA' } },
        mfa: { totp: { enabled: { verified: true, issuer: 'Acme', secret: 'x' } } },
      });
      const external = user({ email: 'ext@example.org', provider: { external: 'https://id.example' } });
      const passwordless = user({ email: 'link@example.org', provider: { internal: {} } });
      for (const inserted of [bare, full, external, passwordless]) {
        expect(await within(world, ({ users }) => users.insert(inserted))).toBe('inserted');
        expect(await within(world, ({ users }) => users.byId(inserted.id))).toEqual(inserted);
        expect(await within(world, ({ users }) => users.byEmail(inserted.email))).toEqual(inserted);
      }
    },
  },
  {
    name: 'keeps e-mails apart that differ in anything, a letter case included',
    async run(world) {
      const emails = ['ana@example.org', 'Ana@example.org', 'ana+x@example.org', 'anä@example.org'];
      for (const email of emails) {
        expect(await within(world, ({ users }) => users.insert(user({ email })))).toBe('inserted');
      }
      for (const email of emails) {
        expect((await within(world, ({ users }) => users.byEmail(email)))?.email).toBe(email);
      }
      expect(await within(world, ({ users }) => users.byEmail('ana%'))).toBeUndefined();
    },
  },
  {
    name: 'refuses a second user with the same e-mail or id and keeps the first',
    async run(world) {
      const first = user({ firstName: 'First' });
      await within(world, ({ users }) => users.insert(first));
      expect(await within(world, ({ users }) => users.insert(user()))).toBe('duplicate');
      expect(await within(world, ({ users }) => users.insert({ ...first, email: 'b@example.org' }))).toBe(
        'duplicate',
      );
      expect(await within(world, ({ users }) => users.byEmail(first.email))).toEqual(first);
    },
  },
  {
    name: 'goes on with the unit of work after a duplicate',
    async run(world) {
      await within(world, ({ users }) => users.insert(user()));
      const other = user({ email: 'other@example.org' });
      await within(world, async ({ users }) => {
        expect(await users.insert(user())).toBe('duplicate');
        expect(await users.insert(other)).toBe('inserted');
      });
      expect(await within(world, ({ users }) => users.byId(other.id))).toEqual(other);
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent users with the same e-mail`,
    async run(world) {
      const outcomes = await race(() => within(world, ({ users }) => users.insert(user())));
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'attaches an account once',
    async run(world) {
      const [first, second] = [account(), account()];
      const ana = user();
      await world.seeds.addAccount(first);
      await world.seeds.addAccount(second);
      await within(world, ({ users }) => users.insert(ana));
      expect(await within(world, ({ users }) => users.attachAccount(ana.id, first.id))).toBe('attached');
      expect(await within(world, ({ users }) => users.attachAccount(ana.id, second.id))).toBe('taken');
      expect((await within(world, ({ users }) => users.byId(ana.id)))?.accountId).toBe(first.id);
      expect(await within(world, ({ users }) => users.attachAccount(newUserId(), newAccountId()))).toBe(
        'absent',
      );
    },
  },
  {
    name: `attaches one of ${RACERS} accounts that want the same user at once`,
    async run(world) {
      const ana = user();
      await within(world, ({ users }) => users.insert(ana));
      const outcomes = await race(() =>
        within(world, async ({ users, accounts }) => {
          const mine = account();
          await accounts.insert(mine);
          return users.attachAccount(ana.id, mine.id);
        }),
      );
      expect(countOf(outcomes, 'attached')).toBe(1);
      expect(countOf(outcomes, 'taken')).toBe(RACERS - 1);
    },
  },
  {
    name: 'leaves nothing personal of an anonymised user and frees the e-mail',
    async run(world) {
      const ana = user();
      const credentials = {
        provider: { internal: { passwordHash: '$argon2id$x' } },
        mfa: { totp: 'disabled' },
      };
      await within(world, ({ users }) => users.insert({ ...ana, ...credentials }));
      expect(await within(world, ({ users }) => users.anonymise(ana.id, after(5)))).toBe('anonymised');
      const gone = `${ana.id}-deleted`;
      expect(await within(world, ({ users }) => users.byId(ana.id))).toEqual({
        ...ana,
        username: gone,
        email: gone,
        firstName: '',
        lastName: '',
        isActive: false,
        isPrincipal: false,
        updated: after(5),
      });
      expect(await within(world, ({ users }) => users.byEmail(ana.email))).toBeUndefined();
      expect(await within(world, ({ users }) => users.insert(user()))).toBe('inserted');
      expect(await within(world, ({ users }) => users.anonymise(newUserId(), NOON))).toBe('absent');
    },
  },
];

export const userStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a user store`, userStoreCases, open);
