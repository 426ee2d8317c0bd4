import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { winstonLogger } from '../../packages/adapters/log-winston/src/index.ts';
import { stageEvents, unendedStages } from '../../packages/adapters/log-winston/src/testing/log-validator.ts';

const script = join(import.meta.dirname, 'evaluate_security_group_logs.py');
const directory = mkdtempSync(join(tmpdir(), 'myc-validator-'));
afterAll(() => rmSync(directory, { recursive: true }));

const python = ['python3', 'python'].find(
  name => spawnSync(name, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0,
);
const evaluate = (...args: string[]) =>
  spawnSync(python ?? 'python3', [script, ...args], { encoding: 'utf8' });

/** `stage`, or `stage=outcome`, or `stage?hit`. */
type Step = string;

/** A log as the gateway writes it. */
async function logOf(steps: readonly Step[], name = 'api'): Promise<{ path: string; text: string }> {
  const path = join(directory, `${name}.log`);
  rmSync(path, { force: true });
  const log = winstonLogger({ level: 'info', format: 'ansi', target: { file: { path } } });
  for (const step of steps) {
    const [, stage = '', kind, value = ''] = /^([\w.]+)(?:([=?])(\w+))?$/.exec(step) ?? [];
    const result = kind === '=' ? { outcome: value } : kind === '?' ? { cache_hit: value === 'hit' } : {};
    log.child(stage.split('.')[0] ?? '').log('info', 'step', { stage, ...result });
  }
  await log.close();
  const { readFileSync } = await import('node:fs');
  return { path, text: readFileSync(path, 'utf8') };
}

const check = 'router.check_security_group';
const externalUser = [
  'identity.external',
  'identity.jwks',
  'identity.jwks=resolved',
  'identity.email',
  'identity.email.cache?miss',
  'identity.email=resolved',
  'identity.external=ok',
];
const profile = ['identity.profile', 'identity.profile.cache?hit', 'identity.profile=from_cache'];

const cases: readonly (readonly [string, readonly Step[], readonly string[]])[] = [
  ['nothing at all', [], []],
  ['a public request', [check, `${check}=ok`, `${check}=ok`], []],
  [
    'an authenticated one',
    [check, 'router.identity_resolution', ...externalUser, 'router.identity_resolution=ok', `${check}=ok`],
    [],
  ],
  ['only the steps of identity', [...externalUser, ...profile], []],
  ['an e-mail out of the token', ['identity.email=from_token'], []],
  [
    'a refused request that says so',
    [check, 'router.profile_resolution', 'router.profile_resolution=error', `${check}=error`],
    [],
  ],
  ['several key lookups begun together', ['identity.jwks', 'identity.jwks', 'identity.jwks=from_cache'], []],
  ['a request that breaks off', [check, 'router.identity_resolution'], [check, 'router.identity_resolution']],
  ['keys that never come', ['identity.jwks', 'identity.email=from_token'], ['identity.jwks']],
  [
    'a profile with something in between',
    ['identity.profile', 'identity.email', 'identity.profile=resolved'],
    ['identity.profile'],
  ],
  ['an external identity that is never settled', ['identity.external', ...profile], ['identity.external']],
  ['an end of another kind', ['identity.profile', 'identity.profile=ok'], ['identity.profile']],
];

describe('the log validator', () => {
  it.each(cases)('judges %s the same in TypeScript', async (_name, steps, unended) => {
    const { text } = await logOf(steps);
    expect(stageEvents(text)).toHaveLength(steps.length);
    expect(unendedStages(stageEvents(text))).toEqual(unended);
  });
});

describe.runIf(python !== undefined)('the log validator for operators, in Python', () => {
  it.each(cases)('judges %s', async (_name, steps, unended) => {
    const { path } = await logOf(steps);
    const { stdout, status, stderr } = evaluate(path);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Total stage events found: ${steps.length}\n`);
    expect(status).toBe(unended.length === 0 ? 0 : 1);
    expect(stdout).toContain(unended.length === 0 ? 'Result: OK' : 'Result: FAIL');
    for (const stage of unended) expect(stdout).toContain(`Z: ${stage} started but no ${stage} outcome`);
  });

  it.each(['--verbose', '-v'])('groups the events into cycles with %s', async option => {
    const { path } = await logOf([...externalUser, ...profile, ...externalUser]);
    const { stdout, status } = evaluate(path, option);
    expect(status).toBe(0);
    expect(stdout).toContain('--- Cycle 1 (10 events) ---');
    expect(stdout).toContain('--- Cycle 2 (7 events) ---');
    expect(stdout).toMatch(/Z {2}identity\.profile\.cache {2}cache_hit=true\n/);
    expect(stdout).toMatch(/Z {2}identity\.jwks {2}outcome=resolved\n/);
  });

  it('reads an entry over its indented lines, and nothing beyond an empty one', () => {
    const path = join(directory, 'wrapped.log');
    const start = '  2026-01-31T09:30:00Z  INFO identity: step,';
    writeFileSync(
      path,
      `${start}\n    stage: 'identity.jwks'\n    at file.ts:1\n\n    outcome: "resolved"\nnot indented\n${start} stage=x\n`,
    );
    expect(evaluate(path).stdout).toMatch(/found: 1\n(.|\n)*FAIL/);
  });

  it('says why it recognised nothing in a coloured log', () => {
    const path = join(directory, 'coloured.log');
    writeFileSync(
      path,
      '  \u001b[2m2026-01-31T09:30:00Z\u001b[0m \u001b[32m INFO\u001b[0m x: y, stage: "identity.jwks"\n',
    );
    const { stdout, status } = evaluate(path);
    expect(status).toBe(0);
    expect(stdout).toContain('NO_COLOR');
  });

  it('tells a wrong command line (2) from a log that cannot be read (1)', () => {
    for (const args of [[], ['a', 'b'], ['--loud', 'a']]) {
      const { status, stderr } = evaluate(...args);
      expect(status).toBe(2);
      expect(stderr).toContain('Usage:');
    }
    const { status, stderr } = evaluate(join(directory, 'absent.log'));
    expect(status).toBe(1);
    expect(stderr).toContain('absent.log cannot be read');
  });
});
