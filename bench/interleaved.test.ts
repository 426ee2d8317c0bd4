import { expect, it } from 'vitest';
import { p99, type Round, Rounds } from './interleaved.ts';

const round = (requestsPerSecond: number, p99 = 1): Round =>
  ({ requestsPerSecond, p99, p50: 1, requests: 1, microseconds: 1 }) as Round;

const rounds = new Rounds(
  new Map([
    ['ours', [round(100, 2), round(90, 3), round(80, 4)]],
    ['one', [round(50, 4), round(100, 6), round(20, 1)]],
    ['other', [round(25, 1), round(30, 1), round(160, 8)]],
  ]),
  new Map(),
);

it('compares within each round and takes the median', () => {
  expect(rounds.ratio('ours', 'one')).toBe(2);
  expect(rounds.ratio('ours', 'one', p99)).toBe(0.5);
});

it('compares with whoever was the fastest in a round, whatever is compared', () => {
  expect(rounds.ratioToFastest('ours', ['one', 'other'])).toBe(0.9);
  expect(rounds.ratioToFastest('ours', ['one', 'other'], p99)).toBe(0.5);
});

it('does not compare with nobody', () => {
  expect(() => rounds.ratio('ours', 'nobody')).toThrow('nobody called "nobody"');
});
