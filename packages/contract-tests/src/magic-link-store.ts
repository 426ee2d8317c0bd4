import { MAX_CODE_ATTEMPTS, type MagicLink } from '@mycelium/accounts';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import { after, countOf, magicLink, NOON, RACERS, race, within } from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

const GENEROUS = { since: after(-3600), max: 1000 };

const issue = (world: StoresWorld, link: MagicLink, limit = GENEROUS) =>
  within(world, ({ magicLinks }) => magicLinks.issue(link, limit));
const peek = (world: StoresWorld, link: MagicLink, now = NOON) =>
  within(world, ({ magicLinks }) => magicLinks.peek(link.tokenHash, now));
const consume = (world: StoresWorld, { tokenHash }: { tokenHash: string }, now = NOON) =>
  within(world, ({ magicLinks }) => magicLinks.consume({ tokenHash }, now));
const typeCode = (
  world: StoresWorld,
  { email, codeHash }: Pick<MagicLink, 'email' | 'codeHash'>,
  now = NOON,
) => within(world, ({ magicLinks }) => magicLinks.consume({ email, codeHash }, now));

const consuming: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'knows nothing of a link that was never issued',
    async run(world) {
      expect(await peek(world, magicLink())).toBeUndefined();
      expect(await consume(world, magicLink())).toBeUndefined();
      expect(await typeCode(world, magicLink())).toBeUndefined();
    },
  },
  {
    name: 'shows a live link any number of times and consumes it once, by its token',
    async run(world) {
      const link = magicLink({ createdAt: after(-0.001), expiresAt: after(900.456) });
      expect(await issue(world, link)).toBe('issued');
      expect(await peek(world, link)).toEqual(link);
      expect(await peek(world, link)).toEqual(link);
      expect(await consume(world, link)).toEqual(link);
      expect(await consume(world, link)).toBeUndefined();
      expect(await typeCode(world, link)).toBeUndefined();
      expect(await peek(world, link)).toBeUndefined();
    },
  },
  {
    name: 'consumes a link once by its code, for its own e-mail only',
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      expect(await typeCode(world, { ...link, email: 'other@example.org' })).toBeUndefined();
      expect(await typeCode(world, link)).toEqual(link);
      expect(await typeCode(world, link)).toBeUndefined();
      expect(await consume(world, link)).toBeUndefined();
    },
  },
  {
    name: 'takes a link for dead from the millisecond in which it expires',
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      expect(await peek(world, link, after(899.999))).toEqual(link);
      for (const now of [link.expiresAt, after(900.001)]) {
        expect(await peek(world, link, now)).toBeUndefined();
        expect(await consume(world, link, now)).toBeUndefined();
        expect(await typeCode(world, link, now)).toBeUndefined();
      }
      expect(await consume(world, link, after(899.999))).toEqual(link);
    },
  },
  {
    name: 'takes nothing in a credential for a pattern',
    async run(world) {
      await issue(world, magicLink());
      for (const tokenHash of ['', '%', '_', "' OR ''='"])
        expect(await consume(world, { tokenHash })).toBeUndefined();
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls with the same token have the link`,
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      const outcomes = await race(() => consume(world, link));
      expect(outcomes.filter(outcome => outcome !== undefined)).toEqual([link]);
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls with the same code have the link`,
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      const outcomes = await race(() => typeCode(world, link));
      expect(outcomes.filter(outcome => outcome !== undefined)).toEqual([link]);
    },
  },
  {
    name: 'gives a consumed link back when its unit of work fails',
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      const failed = within(world, async ({ magicLinks }) => {
        await magicLinks.consume({ tokenHash: link.tokenHash }, NOON);
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await consume(world, link)).toEqual(link);
    },
  },
];

const guessing: readonly ContractCase<StoresWorld>[] = [
  {
    name: `survives ${MAX_CODE_ATTEMPTS - 1} wrong codes`,
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      for (let tries = 1; tries < MAX_CODE_ATTEMPTS; tries += 1) {
        expect(await typeCode(world, { ...link, codeHash: 'wrong' })).toBeUndefined();
      }
      expect(await typeCode(world, link)).toEqual(link);
    },
  },
  {
    name: `voids the link with wrong code number ${MAX_CODE_ATTEMPTS}, for code and token alike`,
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      for (let tries = 0; tries < MAX_CODE_ATTEMPTS; tries += 1)
        await typeCode(world, { ...link, codeHash: 'wrong' });
      expect(await typeCode(world, link)).toBeUndefined();
      expect(await consume(world, link)).toBeUndefined();
      expect(await peek(world, link)).toBeUndefined();
    },
  },
  {
    name: 'counts concurrent wrong codes one by one',
    async run(world) {
      const link = magicLink();
      await issue(world, link);
      await race(() => typeCode(world, { ...link, codeHash: 'wrong' }));
      expect(await typeCode(world, link)).toBeUndefined();
    },
  },
  {
    name: 'counts wrong codes for their own e-mail and a new link from zero',
    async run(world) {
      const [anas, bobs] = [magicLink(), magicLink({ email: 'bob@example.org' })];
      await issue(world, anas);
      await issue(world, bobs);
      for (let tries = 0; tries < MAX_CODE_ATTEMPTS; tries += 1)
        await typeCode(world, { ...anas, codeHash: 'wrong' });
      expect(await typeCode(world, bobs)).toEqual(bobs);
      const next = magicLink({ createdAt: after(1) });
      await issue(world, next);
      expect(await typeCode(world, next)).toEqual(next);
    },
  },
];

const issuing: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'voids every earlier link of the e-mail, and of no other',
    async run(world) {
      const [first, second] = [magicLink(), magicLink({ createdAt: after(1) })];
      const bobs = magicLink({ email: 'bob@example.org' });
      for (const link of [first, bobs, second]) expect(await issue(world, link)).toBe('issued');
      expect(await peek(world, first)).toBeUndefined();
      expect(await consume(world, first)).toBeUndefined();
      expect(await typeCode(world, first)).toBeUndefined();
      expect(await typeCode(world, second)).toEqual(second);
      expect(await consume(world, bobs)).toEqual(bobs);
    },
  },
  {
    name: 'throttles an e-mail, counting used and voided links, and voids nothing then',
    async run(world) {
      const limit = { since: after(-3600), max: 3 };
      const links = [0, 1, 2].map(seconds => magicLink({ createdAt: after(seconds) }));
      await issue(world, links[0]!, limit);
      await consume(world, links[0]!);
      await issue(world, links[1]!, limit);
      await issue(world, links[2]!, limit);
      expect(await issue(world, magicLink({ createdAt: after(3) }), limit)).toBe('throttled');
      expect(await peek(world, links[2]!)).toEqual(links[2]);
      expect(await issue(world, magicLink({ email: 'bob@example.org' }), limit)).toBe('issued');
    },
  },
  {
    name: 'counts only links made after the given instant, to the millisecond',
    async run(world) {
      await issue(world, magicLink({ createdAt: NOON }));
      await issue(world, magicLink({ createdAt: after(0.001) }));
      const next = magicLink({ createdAt: after(1) });
      expect(await issue(world, next, { since: after(-0.001), max: 2 })).toBe('throttled');
      expect(await issue(world, next, { since: NOON, max: 1 })).toBe('throttled');
      expect(await issue(world, next, { since: NOON, max: 2 })).toBe('issued');
    },
  },
  {
    name: `issues no more than the limit to ${RACERS} concurrent calls, and leaves one link alive`,
    async run(world) {
      const links = Array.from({ length: RACERS }, () => magicLink());
      const outcomes = await race(racer => issue(world, links[racer]!, { since: after(-3600), max: 3 }));
      expect(countOf(outcomes, 'issued')).toBe(3);
      expect(countOf(outcomes, 'throttled')).toBe(RACERS - 3);
      const alive = await Promise.all(links.map(link => peek(world, link)));
      expect(alive.filter(link => link !== undefined)).toHaveLength(1);
    },
  },
];

export const magicLinkStoreCases: readonly ContractCase<StoresWorld>[] = [
  ...consuming,
  ...guessing,
  ...issuing,
];

export const magicLinkStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a store of magic links`, magicLinkStoreCases, open);
