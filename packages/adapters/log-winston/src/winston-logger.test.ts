import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Secret } from '@mycelium/kernel';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { winstonLogger } from './index.ts';
import { lineSink } from './line-sink.ts';
import { logFilePath } from './line-targets.ts';
import { stageEvents } from './testing/log-validator.ts';
import { recordingTarget } from './testing/recording-target.ts';
import { parseThresholds, thresholdFor } from './thresholds.ts';
import { targetedLogger, type WinstonLoggerOptions } from './winston-logger.ts';

const clock = { now: () => new Date('2026-01-31T09:30:00.123Z') };

function logging(changes: Partial<WinstonLoggerOptions> = {}) {
  const target = recordingTarget();
  const log = targetedLogger(
    { level: 'info', format: 'ansi', target: 'stdout', color: false, clock, ...changes },
    target,
  );
  const written = async (): Promise<string> => {
    await log.close();
    return target.text();
  };
  return { log, target, written };
}
const directory = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'myc-log-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
};

describe('the ansi layout', () => {
  it('is exactly what the log validator reads', async () => {
    const { log, written } = logging();
    const identity = log.child('identity.profile');
    identity.log('info', 'cache asked', { stage: 'identity.profile.cache', cache_hit: true, took_ms: 3 });
    identity.log('error', 'found', { stage: 'identity.profile', outcome: 'from_cache' });
    const text = await written();
    expect(text).toBe(
      '  2026-01-31T09:30:00.123000Z  INFO identity.profile: cache asked, stage: "identity.profile.cache", cache_hit: true, took_ms: 3\n' +
        '  2026-01-31T09:30:00.123000Z ERROR identity.profile: found, stage: "identity.profile", outcome: "from_cache"\n',
    );
    expect(stageEvents(text)).toEqual([
      {
        time: '2026-01-31T09:30:00.123000Z',
        stage: 'identity.profile.cache',
        outcome: undefined,
        cacheHit: 'true',
      },
      {
        time: '2026-01-31T09:30:00.123000Z',
        stage: 'identity.profile',
        outcome: 'from_cache',
        cacheHit: undefined,
      },
    ]);
  });

  it('lets nobody forge an entry or command the terminal', async () => {
    const { log, written } = logging();
    const forged = 'x\n  2026-01-31T09:30:00Z  INFO a: b, stage: "identity.jwks"\u001b[2J\u2028';
    log.log('info', forged, { value: forged, [forged]: 1 });
    const text = await written();
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toContain('\u001b');
    expect(stageEvents(text).length).toBeLessThanOrEqual(1);
  });

  it('shows the stack of an error below its line', async () => {
    const { log, written } = logging();
    log.log('error', 'failed', { error: new TypeError('no such thing', { cause: new Error('deeper') }) });
    const [line = '', ...stack] = (await written()).trimEnd().split('\n');
    expect(line).toContain('error: {"name":"TypeError","message":"no such thing","cause":{"name":"Error"');
    expect(stack.length).toBeGreaterThan(0);
    for (const frame of stack) expect(frame).toMatch(/^ {4}at /);
  });

  it('has colours only when they are wanted, and never in a file', async () => {
    const { log, written } = logging({ color: true });
    log.log('warn', 'careful');
    expect(await written()).toContain('\u001b[33m WARN\u001b[0m');
  });
});

it('writes one JSON object per line that no field can pass itself off in', async () => {
  const { log, written } = logging({ format: 'jsonl' });
  log
    .child('gateway')
    .log('warn', 'two\nlines', { level: 'INFO', message: 'other', count: 2, nested: { a: [1n, null] } });
  const lines = (await written()).trimEnd().split('\n');
  expect(lines.map(line => JSON.parse(line))).toEqual([
    {
      timestamp: '2026-01-31T09:30:00.123000Z',
      level: 'WARN',
      target: 'gateway',
      message: 'two\nlines',
      level_: 'INFO',
      message_: 'other',
      count: 2,
      nested: { a: ['1', null] },
    },
  ]);
});

describe('thresholds', () => {
  it.each([
    ['info', 'anything', 2],
    ['INFO', 'anything', 2],
    ['off', 'anything', -1],
    ['warn,gateway=debug', 'gateway', 3],
    ['warn,gateway=debug', 'gateway.router', 3],
    ['warn,gateway=debug', 'gateways', 1],
    ['warn, gateway=debug, gateway.router=error', 'gateway.router.step', 0],
    ['gateway::router=trace', 'gateway.router', 4],
    ['gateway=trace', 'other', 2],
    ['myc_api=debug,myc_core=warn', 'gateway', 3],
    ['error,myc_api=debug', 'gateway', 0],
    ['', 'gateway', 2],
  ])('%j gives %s the severity %i', (text, target, severity) =>
    expect(thresholdFor(parseThresholds(text), target)).toBe(severity),
  );

  it('name the part that is no level', () => {
    expect(() => parseThresholds('info,gateway=loud')).toThrow('"gateway=loud" is not a level');
  });

  it('decide what is written and what `enabled` says', async () => {
    const { log, written } = logging({ level: 'warn', modules: { 'identity.jwks': 'trace' } });
    const jwks = log.child('identity.jwks');
    expect([log.enabled('warn'), log.enabled('info'), jwks.enabled('trace')]).toEqual([true, false, true]);
    log.log('info', 'unseen');
    jwks.log('trace', 'seen');
    expect(await written()).toMatch(/^ {2}\S+ TRACE identity\.jwks: seen\n$/);
  });
});

describe('secrets', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl';
  it.each<[string, string, Record<string, unknown>]>([
    ['a wrapped secret', 'x', { value: new Secret('hunter2') }],
    [
      'a field of a telling name',
      'x',
      { Authorization: 'hunter2', nested: { set_cookie: ['hunter2'], apiKey: 'hunter2' } },
    ],
    ['a connection string', 'x', { connectionString: 'acc=1;sig=hunter2', other: 'acc=1;sig=hunter2' }],
    ['a number of a telling name', 'x', { totpToken: 12345678, password: 'hunter2' }],
    ['a JSON Web Token anywhere', `got ${jwt}!`, { list: [`a ${jwt}`], error: new Error(jwt) }],
    ['credentials of any scheme', 'Authorization: Bearer hunter2hunter2', { header: 'Basic aHVudGVyMg==' }],
    ['credentials in an address', 'x', { url: 'redis://user:hunter2@host:6379/0' }],
    ['a secret in a query', 'GET /x?api_key=hunter2&a=1', { url: 'https://h/?access_token=hunter2#x' }],
    ['the token of a sign-in link', 'GET /_adm/beginners/users/magic-link/display/hunter2 HTTP/1.1', {}],
    ['the inside of a map', 'x', { map: new Map([['token', 'hunter2']]), set: new Set([jwt]) }],
  ])('hides %s', async (_what, message, fields) => {
    for (const format of ['ansi', 'jsonl'] as const) {
      const { log, written } = logging({ format });
      log.log('info', message, fields);
      const text = await written();
      for (const secret of ['hunter2', 'aHVudGVyMg', '12345678', 'c2lnbmF0dXJl', 'eyJzdWIi'])
        expect(text).not.toContain(secret);
      expect(text).toMatch(/\[(redacted|secret)\]/);
    }
  });

  it('are not shown in part where a long text is cut', async () => {
    const { log, written } = logging();
    for (let filler = 8150; filler < 8200; filler += 1) {
      const value = `${'x'.repeat(filler)} redis://user:hunter2-and-some-more@host`;
      log.log('info', 'x', { value, error: new Error(value) });
    }
    expect(await written()).not.toMatch(/hunt/);
  });

  it('are not seen where there are none', async () => {
    const { log, written } = logging();
    const uri = 'https://login.example/.well-known/jwks.json?tenant=a';
    log.log('info', 'what is basic is basic', {
      jwks_uri: uri,
      outcome: 'from_token',
      has_token: true,
      method: 'GET',
    });
    expect(await written()).toContain(
      `what is basic is basic, jwks_uri: "${uri}", outcome: "from_token", has_token: true, method: "GET"`,
    );
  });
});

it('writes fields of few and of many values alike', async () => {
  const { log, written } = logging();
  const fields = Array.from({ length: 300 }, (_, n) => ({ stage: `s${n % 3}`, requestId: `r${n >> 1}`, n }));
  for (const each of fields) log.log('info', 'x', each);
  log.log('info', 'x', { requestId: 'acc=1;sig=hunter2' });
  log.log('info', 'x', { requestId: 'r149' });
  const lines = (await written()).trimEnd().split('\n');
  expect(lines.map(line => line.replace(/^.*: x, /, ''))).toEqual([
    ...fields.map(({ stage, requestId, n }) => `stage: "${stage}", requestId: "${requestId}", n: ${n}`),
    'requestId: "acc=1;sig=[redacted]"',
    'requestId: "r149"',
  ]);
});

it('survives whatever it is given', async () => {
  const { log, written } = logging({ format: 'jsonl' });
  const circle: Record<string, unknown> = { name: 'circle' };
  circle['self'] = circle;
  const hostile = {
    get bad(): string {
      throw new Error('getter');
    },
  };
  const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`) as object;
  const odd = {
    nan: Number.NaN,
    date: new Date(Number.NaN),
    fn: () => 1,
    no: undefined,
    bytes: Buffer.alloc(9),
    s: Symbol('s'),
  };
  const big = { text: 'x'.repeat(1e6), list: Array.from({ length: 1e5 }, (_, i) => i) };
  for (const fields of [circle, hostile, { deep }, odd, big]) log.log('info', 'odd', fields);
  const lines = (await written()).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(JSON.parse(lines[0]!)).toMatchObject({ name: 'circle', self: '[circular]' });
  expect(JSON.parse(lines[3]!)).toMatchObject({
    nan: 'NaN',
    date: 'Invalid Date',
    bytes: '[9 bytes]',
    s: 'Symbol(s)',
  });
  for (const line of lines) expect(line.length).toBeLessThan(20_000);
});

describe('writing', () => {
  const entry = (message: string) => ({ time: 0, level: 'info' as const, target: 't', message, fields: {} });
  const sinkTo = (changes: Partial<Parameters<typeof lineSink>[0]> = {}) => {
    const target = recordingTarget();
    const layout = ({ message, fields }: { message: string; fields: object }): string =>
      `${message}${JSON.stringify(fields).replace('{}', '')}\n`;
    const sink = lineSink({
      target,
      layout,
      now: () => 0,
      lingerMs: 0,
      retryMs: 10,
      closeMs: 200,
      ...changes,
    });
    return { target, sink };
  };
  const dropNotice = 'lines were dropped because they could not be written';
  const turns = (milliseconds = 30): Promise<void> =>
    new Promise(resolve => setTimeout(resolve, milliseconds));

  it('happens after the caller has gone on, in batches, and loses nothing at the end', async () => {
    const { target, sink } = sinkTo();
    for (let line = 0; line < 2000; line += 1) sink.add(entry(`${line}`));
    expect(target.writes).toBe(0);
    await sink.close();
    expect(target.lines()).toEqual(Array.from({ length: 2000 }, (_, line) => `${line}`));
    expect(target.writes).toBeLessThan(10);
  });

  it('waits a moment for what comes next, and not for a second one', async () => {
    const { target, sink } = sinkTo({ lingerMs: 40 });
    for (const message of ['first', 'second', 'third']) {
      sink.add(entry(message));
      await turns(1);
    }
    expect(target.writes).toBe(0);
    await vi.waitFor(() => expect(target.lines()).toEqual(['first', 'second', 'third']));
    expect(target.writes).toBe(1);
    await sink.close();
  });

  it('takes lines of any length, while others are being written', async () => {
    const { target, sink } = sinkTo();
    const lines = Array.from({ length: 60 }, (_, line) =>
      `${line}`.padEnd(line % 20 === 0 ? 400_000 : 10_000, '€'),
    );
    target.stall();
    for (const line of lines) {
      sink.add(entry(line));
      if (line.length > 10_000) await turns(1);
    }
    target.resume();
    await sink.close();
    expect(target.lines()).toEqual(lines);
  });

  it('goes on where a write stopped half-way, and tries again when the reader is only slow', async () => {
    const { target, sink } = sinkTo();
    target.limit(3);
    sink.add(entry('zwölf Boxkämpfer'));
    target.fail('EAGAIN');
    await turns();
    target.fail(undefined);
    await sink.close();
    expect(target.text()).toBe('zwölf Boxkämpfer\n');
    expect(sink.dropped()).toBe(0);
  });

  it('neither waits nor fails when the disk is full, counts, and says so when there is room again', async () => {
    const { target, sink } = sinkTo();
    target.fail('ENOSPC');
    for (let line = 0; line < 10; line += 1) sink.add(entry('lost'));
    await turns(5);
    expect(sink.dropped()).toBe(10);
    target.fail(undefined);
    await turns();
    sink.add(entry('kept'));
    await sink.close();
    expect(target.lines()).toEqual([`${dropNotice}{"count":10}`, 'kept']);
  });

  it('keeps within its capacity when nobody reads, and goes on when somebody does', async () => {
    const { target, sink } = sinkTo({ capacity: 100 });
    target.stall();
    sink.add(entry('first'));
    await turns();
    for (let line = 0; line < 150; line += 1) sink.add(entry(`${line}`));
    expect(sink.dropped()).toBe(50);
    target.resume();
    await sink.close();
    expect(target.lines()).toHaveLength(102);
    expect(target.lines()[1]).toBe(`${dropNotice}{"count":50}`);
  });

  it('does not hold up the end of the process for a target that takes nothing, and counts', async () => {
    const { target, sink } = sinkTo();
    target.stall();
    sink.add(entry('never'));
    await turns();
    sink.add(entry('never either'));
    const began = performance.now();
    await sink.close();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(sink.dropped()).toBe(2);
    target.resume();
    await turns();
    expect(sink.dropped()).toBe(2);
  });

  it('is bounded also when the lines that wait are few and long', async () => {
    const { target, sink } = sinkTo();
    target.stall();
    sink.add(entry('first'));
    await turns();
    for (let line = 0; line < 100; line += 1) sink.add(entry('x'.repeat(1024 * 1024)));
    expect(sink.dropped()).toBeGreaterThan(80);
    expect(sink.dropped()).toBeLessThan(90);
    target.resume();
    await sink.close();
    expect(target.text().length).toBeLessThan(20 * 1024 * 1024);
  });

  it('goes on in the last moment where the attempt before it stopped', async () => {
    const { target, sink } = sinkTo();
    target.limit(2);
    sink.add(entry('busy'));
    const write = target.write;
    target.write = async bytes => {
      const taken = await write(bytes);
      target.fail('EAGAIN');
      return taken;
    };
    await turns(5);
    sink.add(entry('behind'));
    target.fail(undefined);
    target.limit(1000);
    sink.flushSync();
    expect(target.text()).toBe('busy\nbehind\n');
  });

  it('begins on a new line after a failure in the middle of one', async () => {
    const { target, sink } = sinkTo();
    target.limit(2);
    sink.add(entry('torn'));
    const write = target.write;
    target.write = async bytes => {
      const taken = await write(bytes);
      target.fail('ENOSPC');
      target.write = write;
      return taken;
    };
    await turns(5);
    target.fail(undefined);
    target.limit(1000);
    await sink.close();
    expect(target.text()).toBe(`to\n${dropNotice}{"count":1}\n`);
  });
});

describe('the file', () => {
  it.each([
    ['logs/gateway', 'ansi', 'logs/gateway.log'],
    ['logs/gateway.log', 'ansi', 'logs/gateway.log'],
    ['logs/gateway.log', 'jsonl', 'logs/gateway.jsonl'],
    ['logs/gateway.json', 'jsonl', 'logs/gateway.jsonl'],
    ['logs/gateway.v2', 'ansi', 'logs/gateway.v2.log'],
  ] as const)('%s in the format %s is %s', (path, format, expected) =>
    expect(logFilePath(path, format)).toBe(expected),
  );

  it('is made with its directories and keeps what was written before', async () => {
    const path = join(await directory(), 'a', 'b', 'gateway');
    for (const message of ['first run', 'second run']) {
      const log = winstonLogger({ level: 'info', format: 'ansi', target: { file: { path } } });
      log.log('info', message);
      await log.close();
      log.log('info', 'after the end');
    }
    const lines = (await readFile(`${path}.log`, 'utf8')).trimEnd().split('\n');
    expect(lines.map(line => line.replace(/^.*: /, ''))).toEqual(['first run', 'second run']);
  });

  it('that cannot be opened is named at once', async () => {
    const occupied = join(await directory(), 'occupied');
    await writeFile(occupied, '');
    const open = () =>
      winstonLogger({ level: 'info', format: 'ansi', target: { file: { path: `${occupied}/x` } } });
    expect(open).toThrow(/The log file .*occupied\/x\.log cannot be opened/);
  });

  it('takes no harm from a full disk', async () => {
    const log = winstonLogger({
      level: 'info',
      format: 'ansi',
      target: { file: { path: await fullDisk() } },
    });
    for (let line = 0; line < 100; line += 1) log.log('info', 'x');
    await log.close();
    expect(log.dropped()).toBe(100);
  });
});

/** A log file on a device that is always full, under a name that keeps its extension. */
async function fullDisk(): Promise<string> {
  const { symlink } = await import('node:fs/promises');
  const path = join(await directory(), 'full.log');
  await symlink('/dev/full', path);
  return path;
}

describe('a process of its own', () => {
  /** What it wrote to its standard output, which is not read for a while at first. */
  async function run(program: string, readAfterMs = 0) {
    const module = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
    const text = `import { winstonLogger } from ${JSON.stringify(module)};
      const log = winstonLogger({ level: 'info', format: 'ansi', target: 'stdout' });\n${program}`;
    const args = ['--conditions=development', '--input-type=module-typescript', '--eval', text];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', part => {
      stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', part => {
      stderr += part;
    });
    child.stdout.pause();
    await turns(readAfterMs);
    child.stdout.resume();
    const [code] = await closed;
    return { code, stderr, lines: stdout.trimEnd().split('\n') };
  }
  const turns = (milliseconds: number): Promise<void> =>
    new Promise(resolve => setTimeout(resolve, milliseconds));

  it('writes plainly to what is no terminal, even in its last moment', async () => {
    const { code, stderr, lines } = await run(`
      for (let line = 0; line < 3000; line += 1) log.log('info', 'line', { line });
      process.exit(3);`);
    expect(stderr).toBe('');
    expect(code).toBe(3);
    expect(lines).toHaveLength(3000);
    expect(lines[2999]).toMatch(/^ {2}\d{4}-\S+\d{6}Z {2}INFO mycelium: line, line: 2999$/);
  });

  it('waits for a slow reader when it is stopped, and loses nothing', async () => {
    const { code, stderr, lines } = await run(
      `for (let line = 0; line < 5000; line += 1) log.log('info', 'line', { line });
      await new Promise(resolve => setTimeout(resolve, 20));
      await log.close();`,
      1500,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(lines.map(line => Number(/line: (\d+)$/.exec(line)?.[1]))).toEqual(
      Array.from({ length: 5000 }, (_, line) => line),
    );
  });

  it.each([1, 200])('says why it died, at %i lines a millisecond', async rate => {
    const program = `
      const began = performance.now();
      let count = 0;
      setInterval(() => {
        for (let n = 0; n < ${rate}; n += 1) log.log('info', 'line', { line: count++ });
        if (performance.now() - began < 100) return;
        log.log('error', 'the last word', { count });
        throw new Error('died');
      }, 1);`;
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { stderr, lines } = await run(program);
      expect(stderr).toContain('Error: died');
      const count = Number(/the last word, count: (\d+)$/.exec(lines.at(-1) ?? '')?.[1]);
      expect(lines).toHaveLength(count + 1);
    }
  });

  it('ends although nobody reads', async () => {
    const ended = run(
      `for (let line = 0; line < 5000; line += 1) log.log('info', 'line', { line });
      await new Promise(resolve => setTimeout(resolve, 20));
      process.exit(3);`,
      3000,
    );
    expect(await ended).toMatchObject({ code: 3, stderr: '' });
  });
});
