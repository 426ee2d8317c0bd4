import type { Logger } from '@mycelium/kernel';
import { describe, expect, it } from 'vitest';
import type { Mail, QueuedMail } from '../model/mail.ts';
import type { MailQueue, MailSender } from '../ports/outbox.ts';
import type { Timers } from '../ports/timers.ts';
import { failureReason } from './failure-reason.ts';
import { mailDispatcher } from './mail-dispatcher.ts';

const LINK = 'https://acme.example/magic/t0k3n';
const settings = { intervalSeconds: 10, batchSize: 2, visibilityTimeoutSeconds: 60, maxAttempts: 5 };

/** Time that moves when told to; everything asynchronous settles in between. */
function handTimers() {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let waiting: { at: number; action: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const timers: Timers = {
    after(milliseconds, action) {
      const entry = { at: now + milliseconds, action };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter(other => other !== entry);
      };
    },
  };
  const pass = async (seconds: number): Promise<void> => {
    const end = now + seconds * 1000;
    for (;;) {
      await settle();
      const next = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      waiting = waiting.filter(entry => entry !== next);
      now = Math.max(now, next.at);
      next.action();
    }
    now = end;
  };
  return { timers, pass, clock: { now: () => new Date(now) }, waiting: () => waiting.length };
}

/** A queue in memory whose outages are switched on and off. */
function fakeQueue() {
  const rows: (QueuedMail & { visible: Date; reasons: string[] })[] = [];
  const given: string[] = [];
  const state = { claims: 0, down: false, cannotTell: false };
  const queue: MailQueue = {
    async claimBatch({ limit, now, visibilityTimeoutSeconds }) {
      state.claims += 1;
      if (state.down) throw new Error('connection refused');
      const claimed = rows.filter(row => row.visible <= now).slice(0, limit);
      for (const row of claimed) row.visible = new Date(now.getTime() + visibilityTimeoutSeconds * 1000);
      return claimed.map(row => ({ ...row }));
    },
    async delivered(id) {
      if (state.cannotTell) throw new Error('connection lost');
      rows.splice(
        rows.findIndex(row => row.id === id),
        1,
      );
    },
    async failed(id, reason, maxAttempts) {
      if (state.cannotTell) throw new Error('connection lost');
      const index = rows.findIndex(row => row.id === id);
      const row = rows[index]!;
      row.reasons.push(reason);
      rows[index] = { ...row, attempts: row.attempts + 1 };
      if (row.attempts + 1 < maxAttempts) return 'retry';
      given.push(id);
      rows.splice(index, 1);
      return 'given-up';
    },
  };
  const put = (...ids: string[]): void => {
    for (const id of ids) {
      const mail: Mail = {
        from: { address: 'noreply@acme.example' },
        to: `${id}@acme.example`,
        subject: id,
        html: `<a href="${LINK}">`,
        text: LINK,
      };
      rows.push({ id, mail, created: new Date(0), attempts: 0, visible: new Date(0), reasons: [] });
    }
  };
  return { queue, rows, given, state, put };
}

function world() {
  const time = handTimers();
  const store = fakeQueue();
  const sent: string[] = [];
  const lines: { level: string; message: string; fields: unknown }[] = [];
  const log: Logger = {
    enabled: () => true,
    log: (level, message, fields) => void lines.push({ level, message, fields }),
    child: () => log,
  };
  const smtp = { send: async (mail: Mail): Promise<void> => void sent.push(mail.subject) };
  const sender: MailSender = { send: mail => smtp.send(mail) };
  const dispatcher = mailDispatcher({
    queue: store.queue,
    sender,
    clock: time.clock,
    timers: time.timers,
    log,
    settings,
  });
  return { ...time, ...store, dispatcher, sent, lines, smtp };
}

describe('the mail dispatcher', () => {
  it('sends what already waits when it starts, batch after batch, oldest first', async () => {
    const { dispatcher, put, pass, sent, rows } = world();
    put('a', 'b', 'c', 'd', 'e');
    dispatcher.start();
    await pass(0);
    expect(sent).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(rows).toEqual([]);
  });

  it('looks again at every interval', async () => {
    const { dispatcher, put, pass, sent, state } = world();
    dispatcher.start();
    await pass(0);
    put('a');
    await pass(9);
    expect(sent).toEqual([]);
    await pass(1);
    expect(sent).toEqual(['a']);
    expect(state.claims).toBe(2);
  });

  it('looks at once when nudged, and once however often', async () => {
    const { dispatcher, put, pass, sent, state } = world();
    dispatcher.start();
    await pass(0);
    put('a');
    for (let nudge = 0; nudge < 100; nudge += 1) dispatcher.nudge();
    await pass(0);
    expect(sent).toEqual(['a']);
    expect(state.claims).toBe(2);
  });

  it('does not overlook a nudge that comes while it works', async () => {
    const { dispatcher, put, pass, sent, smtp } = world();
    const send = smtp.send;
    put('a');
    smtp.send = async mail => {
      await send(mail);
      if (mail.subject !== 'a') return;
      put('late');
      dispatcher.nudge();
    };
    dispatcher.start();
    await pass(0);
    expect(sent).toEqual(['a', 'late']);
  });

  it('does nothing before it is started or after it is stopped', async () => {
    const { dispatcher, put, pass, sent, waiting } = world();
    put('a');
    dispatcher.nudge();
    await pass(60);
    dispatcher.start();
    await dispatcher.stop();
    dispatcher.nudge();
    await pass(60);
    expect(sent).toEqual([]);
    expect(waiting()).toBe(0);
  });

  it('finishes the running batch before it is stopped, and starts no other', async () => {
    const { dispatcher, put, pass, sent, smtp } = world();
    put('a', 'b', 'c');
    let release = (): void => undefined;
    smtp.send = async mail => {
      if (mail.subject === 'a') await new Promise<void>(resolve => (release = resolve));
      sent.push(mail.subject);
    };
    dispatcher.start();
    await pass(0);
    let stopped = false;
    const stopping = dispatcher.stop().then(() => (stopped = true));
    await pass(0);
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(sent).toEqual(['a', 'b']);
  });
});

describe('a mail that cannot be sent', () => {
  it('is tried again after its visibility timeout and given up after the last attempt', async () => {
    const { dispatcher, put, pass, given, smtp, lines } = world();
    let tries = 0;
    smtp.send = async () => {
      tries += 1;
      throw new Error('no such host');
    };
    put('a');
    dispatcher.start();
    await pass(0);
    expect(tries).toBe(1);
    await pass(59);
    expect(tries).toBe(1);
    await pass(600);
    expect(tries).toBe(5);
    expect(given).toEqual(['a']);
    expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      'a mail was given up',
    ]);
  });

  it('does not hold up the others', async () => {
    const { dispatcher, put, pass, sent, smtp } = world();
    const send = smtp.send;
    smtp.send = mail => (mail.subject === 'bad' ? Promise.reject(new Error('no')) : send(mail));
    put('bad', 'b', 'c');
    dispatcher.start();
    await pass(10);
    expect(sent).toEqual(['b', 'c']);
  });

  it('leaves neither its content nor its recipient in the log', async () => {
    const { dispatcher, put, pass, smtp, lines, rows } = world();
    smtp.send = () => Promise.reject(new Error(`550 <a@acme.example> refused: ${LINK}`));
    put('a');
    dispatcher.start();
    await pass(0);
    expect(JSON.stringify(lines)).not.toMatch(/acme\.example|t0k3n/);
    expect(JSON.stringify(lines)).toContain('550 <[address]> refused: [link]');
    expect(rows[0]!.reasons).toEqual(['550 <[address]> refused: [link]']);
  });

  it('is left to the next claim when the mail server was so slow that the claim ran out', async () => {
    const { dispatcher, put, pass, sent, smtp, timers } = world();
    smtp.send = async mail => {
      if (mail.subject === 'slow') await new Promise<void>(resolve => timers.after(61_000, resolve));
      sent.push(mail.subject);
    };
    put('slow', 'b');
    dispatcher.start();
    await pass(61);
    expect(sent).toEqual(['slow']);
    await pass(10);
    expect(sent).toEqual(['slow', 'b']);
  });
});

describe('a queue that is away', () => {
  it('is asked less and less often, is complained about once, and is used again when it is back', async () => {
    const { dispatcher, put, pass, sent, state, lines } = world();
    state.down = true;
    put('a');
    dispatcher.start();
    await pass(100);
    expect(state.claims).toBe(3); // at 0, 20 and 60 seconds; the next would be at 140
    state.down = false;
    await pass(100);
    expect(sent).toEqual(['a']);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(lines.some(({ message }) => message === 'the mail queue can be read again')).toBe(true);
  });

  it('answers a nudge even while backed off', async () => {
    const { dispatcher, put, pass, sent, state } = world();
    state.down = true;
    dispatcher.start();
    await pass(70);
    state.down = false;
    put('a');
    dispatcher.nudge();
    await pass(0);
    expect(sent).toEqual(['a']);
  });

  it('does not make a mail go out twice when it went away between sending and marking', async () => {
    const { dispatcher, put, pass, sent, rows, state } = world();
    state.cannotTell = true;
    put('a');
    dispatcher.start();
    await pass(0);
    state.cannotTell = false;
    await pass(70);
    expect(sent).toEqual(['a']);
    expect(rows).toEqual([]);
  });
});

it('reduces an error to one harmless line', () => {
  expect(failureReason(new Error('554 a\r\n554 "b"@c.example and\tsmtp://u:p@h/'))).toBe(
    '554 a 554 [address] and [link]',
  );
  expect(failureReason(new TypeError())).toBe('TypeError');
  expect(failureReason('x'.repeat(500))).toHaveLength(200);
});
