import { describe, expect, it } from 'vitest';
import { median, percentile, slope, tail } from './statistics.ts';

describe('a median', () => {
  it('is the value in the middle, or between the two there', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('a percentile', () => {
  it('is a value that was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });
});

describe('a slope', () => {
  it('is that of the line through the points', () => {
    expect(slope([0, 1, 2, 3].map(x => ({ x, y: 5 + 2 * x })))).toBeCloseTo(2);
  });

  it('is 0 for points that do not grow', () => {
    expect(slope([0, 1, 2].map(x => ({ x, y: 7 })))).toBe(0);
  });

  it('looks at the end of a curve alone when asked', () => {
    const curve = [0, 50, 51, 51, 51, 51].map((y, x) => ({ x, y }));
    expect(slope(tail(curve, 0.5))).toBe(0);
  });
});
