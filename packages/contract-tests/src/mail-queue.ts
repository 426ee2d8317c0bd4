import { randomUUID } from 'node:crypto';
import type { Mail, QueuedMail } from '@mycelium/notifications';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import { after, NOON, RACERS, race, within } from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

type Queued = Mail & { readonly id: string; readonly created: Date };

const VISIBILITY = 240;

const mail = (changes: Partial<Queued> = {}): Queued => ({
  id: randomUUID(),
  created: NOON,
  from: { name: 'Ação & Søn', address: 'noreply@acme.example' },
  to: 'ana+1@example.org',
  subject: 'Olá, Zoë 🍄',
  html: '<p>1 &lt; 2</p>',
  text: '1 < 2\n',
  ...changes,
});

const queued = ({ id, created, ...rest }: Queued, attempts = 0): QueuedMail => ({
  id,
  created,
  attempts,
  mail: rest,
});

const append = (world: StoresWorld, ...mails: readonly Queued[]) =>
  within(world, async ({ mails: outbox }) => {
    for (const written of mails) await outbox.append(written);
  });

const claim = ({ mailQueue }: StoresWorld, limit: number, now = NOON) =>
  mailQueue.claimBatch({ limit, now, visibilityTimeoutSeconds: VISIBILITY });

export const mailQueueCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'hands out what was appended, exactly, to the millisecond',
    async run(world) {
      expect(await claim(world, 10)).toEqual([]);
      const mails = [mail(), mail({ created: after(0.001), from: { address: 'noreply@acme.example' } })];
      await append(world, ...mails);
      expect(await claim(world, 10, after(1))).toEqual(mails.map(written => queued(written)));
    },
  },
  {
    name: 'hands out the oldest first, no more than asked for',
    async run(world) {
      const [first, second, third] = [mail(), mail({ created: after(1) }), mail({ created: after(2) })];
      await append(world, second, third, first);
      expect((await claim(world, 2)).map(({ id }) => id)).toEqual([first.id, second.id]);
      expect((await claim(world, 2)).map(({ id }) => id)).toEqual([third.id]);
    },
  },
  {
    name: 'hands out nothing that a unit of work has not committed or has undone',
    async run(world) {
      const failed = within(world, async ({ mails }) => {
        await mails.append(mail());
        throw new Error('afterwards');
      });
      await expect(failed).rejects.toThrow('afterwards');
      expect(await claim(world, 10)).toEqual([]);
    },
  },
  {
    name: 'hands out a claimed mail again when its visibility timeout is over, and not before',
    async run(world) {
      const only = mail();
      await append(world, only);
      expect(await claim(world, 1)).toHaveLength(1);
      expect(await claim(world, 1, after(VISIBILITY - 0.001))).toEqual([]);
      expect(await claim(world, 1, after(VISIBILITY))).toEqual([queued(only)]);
    },
  },
  {
    name: 'forgets a delivered mail',
    async run(world) {
      const only = mail();
      await append(world, only);
      await claim(world, 1);
      await world.mailQueue.delivered(only.id);
      await world.mailQueue.delivered(only.id);
      expect(await claim(world, 1, after(10 * VISIBILITY))).toEqual([]);
    },
  },
  {
    name: 'counts failures and gives up after as many as allowed',
    async run(world) {
      const only = mail();
      await append(world, only);
      for (const attempts of [0, 1]) {
        const now = after(attempts * VISIBILITY);
        expect(await claim(world, 1, now)).toEqual([queued(only, attempts)]);
        expect(await world.mailQueue.failed(only.id, 'refused', 3)).toBe('retry');
      }
      expect(await claim(world, 1, after(2 * VISIBILITY))).toEqual([queued(only, 2)]);
      expect(await world.mailQueue.failed(only.id, 'refused', 3)).toBe('given-up');
      expect(await claim(world, 1, after(100 * VISIBILITY))).toEqual([]);
      expect(await world.mailQueue.failed(randomUUID(), 'gone', 3)).toBe('given-up');
    },
  },
  {
    name: `gives each mail to one of ${RACERS} concurrent dispatchers`,
    async run(world) {
      const mails = Array.from({ length: 2 * RACERS }, (_, i) => mail({ created: after(i) }));
      await append(world, ...mails);
      const batches = await race(() => claim(world, 2, after(1000)));
      const claimed = batches.flat().map(({ id }) => id);
      expect(new Set(claimed).size).toBe(claimed.length);
      const rest = await claim(world, 1000, after(1000));
      expect([...claimed, ...rest.map(({ id }) => id)].sort()).toEqual(mails.map(({ id }) => id).sort());
    },
  },
];

export const mailQueueContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a mail outbox and queue`, mailQueueCases, open);
