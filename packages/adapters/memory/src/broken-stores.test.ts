import type { Stores } from '@mycelium/accounts';
import {
  accountStoreCases,
  auditTrailCases,
  eventOutboxCases,
  instanceSettingsCases,
  magicLinkStoreCases,
  mailQueueCases,
  profileSourceCases,
  type StoresWorld,
  unitOfWorkCases,
  userStoreCases,
} from '@mycelium/contract-tests';
import { describe, expect, it } from 'vitest';
import { damaged, failuresOf, pause, worldOf } from './broken-worlds.fixture.ts';

describe('the contracts find out', () => {
  it('a user store that never says duplicate', async () => {
    const failures = await failuresOf(userStoreCases, () =>
      damaged(({ users }) => ({
        users: { ...users, insert: user => users.insert(user).then(() => 'inserted') },
      })),
    );
    expect(failures).toContain('refuses a second user with the same e-mail or id and keeps the first');
    expect(failures.some(name => name.startsWith('inserts one of'))).toBe(true);
  });

  it('a user store that compares e-mails without their case', async () => {
    const failures = await failuresOf(userStoreCases, () =>
      damaged(({ users }) => ({
        users: { ...users, insert: user => users.insert({ ...user, email: user.email.toLowerCase() }) },
      })),
    );
    expect(failures).toEqual(['keeps e-mails apart that differ in anything, a letter case included']);
  });

  it('a user store that loses milliseconds', async () => {
    const failures = await failuresOf(userStoreCases, () =>
      damaged(({ users }) => ({
        users: {
          ...users,
          insert: user =>
            users.insert({ ...user, created: new Date(Math.floor(+user.created / 1000) * 1000) }),
        },
      })),
    );
    expect(failures).toContain('gives back what was inserted, to the millisecond');
  });

  it('an account store that keeps the guests of a deleted account', async () => {
    const failures = await failuresOf(accountStoreCases, () =>
      damaged(({ accounts }) => ({ accounts: { ...accounts, softDelete: async () => 'deleted' } })),
    );
    expect(failures).toContain('empties a deleted account, removes its guests and frees its name');
  });

  it('an account store that lists owners in any order', async () => {
    const failures = await failuresOf(accountStoreCases, () =>
      damaged(({ accounts }) => ({
        accounts: { ...accounts, owners: async id => (await accounts.owners(id)).toReversed() },
      })),
    );
    expect(failures).toEqual(['lists the users of an account by creation, then id']);
  });

  it('a link store that reads and does not consume', async () => {
    const failures = await failuresOf(magicLinkStoreCases, () =>
      damaged(({ magicLinks }) => ({
        magicLinks: {
          ...magicLinks,
          consume: (credential, now) =>
            'tokenHash' in credential
              ? magicLinks.peek(credential.tokenHash, now)
              : magicLinks.consume(credential, now),
        },
      })),
    );
    expect(failures).toContain('shows a live link any number of times and consumes it once, by its token');
    expect(failures.some(name => /concurrent calls with the same token/.test(name))).toBe(true);
  });

  it('a link store that does not count wrong codes', async () => {
    const failures = await failuresOf(magicLinkStoreCases, () =>
      damaged(({ magicLinks }) => ({
        magicLinks: {
          ...magicLinks,
          consume: async (credential, now) =>
            'codeHash' in credential && credential.codeHash === 'wrong'
              ? undefined
              : magicLinks.consume(credential, now),
        },
      })),
    );
    expect(failures).toHaveLength(2);
    expect(failures).toContain('counts concurrent wrong codes one by one');
  });

  it('a link store that ignores the limit, or the end, of a link', async () => {
    const unlimited = await failuresOf(magicLinkStoreCases, () =>
      damaged(({ magicLinks }) => ({
        magicLinks: {
          ...magicLinks,
          issue: (link, limit) => magicLinks.issue(link, { ...limit, max: 1000 }),
        },
      })),
    );
    expect(unlimited.some(name => name.startsWith('throttles'))).toBe(true);
    const endless = await failuresOf(magicLinkStoreCases, () =>
      damaged(({ magicLinks }) => ({
        magicLinks: { ...magicLinks, peek: hash => magicLinks.peek(hash, new Date(0)) },
      })),
    );
    expect(endless).toContain('takes a link for dead from the millisecond in which it expires');
  });

  it('settings that overwrite', async () => {
    const failures = await failuresOf(instanceSettingsCases, () =>
      damaged(({ settings }) => ({
        settings: { ...settings, insert: (...row) => settings.insert(...row).then(() => 'inserted') },
      })),
    );
    expect(failures).toHaveLength(2);
  });

  it('an audit trail and an event outbox that write outside of the transaction, or not at all', async () => {
    const outside = (): StoresWorld => {
      const [world, other] = [worldOf(), worldOf()];
      return {
        ...world,
        auditEntries: other.auditEntries,
        events: other.events,
        unitOfWork: {
          run: work =>
            world.unitOfWork.run(async stores => {
              const audit: Stores['audit'] = {
                of: (...params) => other.unitOfWork.run(({ audit: trail }) => trail.of(...params)),
                append: entry => other.unitOfWork.run(({ audit: trail }) => trail.append(entry)),
              };
              const events: Stores['events'] = {
                append: event => other.unitOfWork.run(({ events: box }) => box.append(event)),
              };
              return work({ ...stores, audit, events });
            }),
        },
      };
    };
    expect(await failuresOf(auditTrailCases, outside)).toEqual([
      'keeps no entry of a unit of work that fails',
    ]);
    expect(await failuresOf(eventOutboxCases, outside)).toEqual([
      'keeps no event of a unit of work that fails',
    ]);
    const silent = (): StoresWorld =>
      damaged(({ audit }) => ({ audit: { ...audit, append: pause }, events: { append: pause } }));
    expect(await failuresOf(auditTrailCases, silent)).toHaveLength(2);
    expect(await failuresOf(eventOutboxCases, silent)).toHaveLength(1);
  });

  it('a mail queue that hands out twice, out of order or for ever', async () => {
    const queue = (change: (sound: StoresWorld['mailQueue']) => Partial<StoresWorld['mailQueue']>) => () => {
      const world = worldOf();
      return { ...world, mailQueue: { ...world.mailQueue, ...change(world.mailQueue) } };
    };
    const twice = await failuresOf(
      mailQueueCases,
      queue(({ claimBatch }) => ({
        claimBatch: request => claimBatch({ ...request, visibilityTimeoutSeconds: 0 }),
      })),
    );
    expect(twice.some(name => /gives each mail to one of/.test(name))).toBe(true);
    expect(twice).toContain(
      'hands out a claimed mail again when its visibility timeout is over, and not before',
    );
    const unordered = await failuresOf(
      mailQueueCases,
      queue(({ claimBatch }) => ({
        claimBatch: async request => (await claimBatch(request)).toReversed(),
      })),
    );
    expect(unordered).toContain('hands out the oldest first, no more than asked for');
    const endless = await failuresOf(
      mailQueueCases,
      queue(({ failed }) => ({ failed: (id, reason) => failed(id, reason, 1000) })),
    );
    expect(endless).toEqual(['counts failures and gives up after as many as allowed']);
    const remembered = await failuresOf(
      mailQueueCases,
      queue(() => ({ delivered: async () => undefined })),
    );
    expect(remembered).toEqual(['forgets a delivered mail']);
  });

  it('a unit of work that commits what failed, or tells of it too early', async () => {
    const committing = (): StoresWorld => {
      const world = worldOf();
      return {
        ...world,
        unitOfWork: {
          run: async work => {
            const outcome = await world.unitOfWork.run(async stores => {
              try {
                return { result: await work(stores) };
              } catch (error) {
                return { error };
              }
            });
            if ('error' in outcome) throw outcome.error;
            return outcome.result;
          },
        },
      };
    };
    const failures = await failuresOf(unitOfWorkCases, committing);
    expect(failures).toContain('commits all writes or none, and passes the error on as it is');
    const early = await failuresOf(unitOfWorkCases, () => {
      const world = worldOf();
      return {
        ...world,
        unitOfWork: {
          run: work => world.unitOfWork.run(stores => work({ ...stores, afterCommit: runAtOnce })),
        },
      };
    });
    expect(early).toContain('runs effects after the commit, in order, and never after a rollback');
  });

  it('a profile source that ignores order, deletion or whose licences they are', async () => {
    const source = (change: (sound: StoresWorld['profileSource']) => StoresWorld['profileSource']) => () => {
      const world = worldOf();
      return { ...world, profileSource: change(world.profileSource) };
    };
    const unordered = await failuresOf(
      profileSourceCases,
      source(({ byEmail }) => ({
        byEmail: async email => {
          const caller = await byEmail(email);
          return caller && { ...caller, licences: caller.licences.toReversed() };
        },
      })),
    );
    expect(unordered).toContain(
      'orders licences by role, account and role id, and ownerships by name and id',
    );
    const hiding = await failuresOf(
      profileSourceCases,
      source(({ byEmail }) => ({
        byEmail: async email => {
          const caller = await byEmail(email);
          return caller?.account?.isDeleted ? undefined : caller;
        },
      })),
    );
    expect(hiding).toEqual([
      "returns the caller's deleted account, flagged, and leaves out licences on deleted accounts",
    ]);
  });
});

/** Does not wait, and does not hear what goes wrong. */
function runAtOnce(effect: () => void | Promise<void>): void {
  Promise.resolve().then(effect).catch(pause);
}
