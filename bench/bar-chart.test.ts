import { describe, expect, it } from 'vitest';
import { barChart, roundStep } from './bar-chart.ts';

const chart = (values: readonly number[]): string =>
  barChart({
    title: 'a < b',
    axis: 'requests/s',
    digits: 0,
    bars: values.map((value, i) => ({ name: `bar ${i}`, value, own: i === 0 })),
  });

const widths = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(match => Number(match[1]));

describe('a bar chart', () => {
  it('draws bars in proportion', () => {
    const [long = 0, short = 0] = widths(chart([20_000, 5000]));
    expect(long / short).toBeCloseTo(4, 1);
  });

  it('says its values and what they count, for those who cannot see it as well', () => {
    const svg = chart([20_000, 5000]);
    expect(svg).toContain('>20,000</text>');
    expect(svg).toContain('<desc id="summary">requests/s: bar 0 20,000; bar 1 5,000</desc>');
  });

  it('escapes what XML would misread', () => {
    expect(chart([1])).toContain('a &lt; b');
  });

  it('has colours for light and dark pages', () => {
    expect(chart([1])).toContain('@media (prefers-color-scheme: dark)');
  });
});

it.each([
  [3100, 5000],
  [900, 1000],
  [0.18, 0.2],
  [2, 2],
])('the axis counts %d in steps of %d', (rough, step) => {
  expect(roundStep(rough)).toBeCloseTo(step);
});
