import { type Bar, count } from './results.ts';

export interface Chart {
  readonly title: string;
  /** What the axis counts, with its unit. */
  readonly axis: string;
  readonly bars: readonly Bar[];
  readonly digits: number;
}

const WIDTH = 840;
const LABELS = 360;
const VALUES = 70;
const TOP = 52;
const ROW = 30;
const BAR = 18;
const BOTTOM = 46;
const STEPS = 5;

/** Readable on light and on dark pages: the file asks the reader's preference itself. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 15px; font-weight: 600; }
    .quiet { fill: #59636e; font-size: 12px; }
    .grid { stroke: #d1d9e0; }
    .other { fill: #8c959f; }
    .own { fill: #2f7d4f; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .quiet { fill: #9198a1; }
      .grid { stroke: #3d444d; }
      .other { fill: #656c76; }
      .own { fill: #4fae78; }
    }`;

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** The next of 1, 2, 2.5, 5, 10 times a power of ten: steps that people count in. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5].find(factor => factor * power >= rough) ?? 10) * power;
}

const text = (at: { x: number; y: number; anchor?: string; kind?: string }, content: string): string =>
  `  <text x="${at.x}" y="${at.y}"${at.anchor === undefined ? '' : ` text-anchor="${at.anchor}"`}${at.kind === undefined ? '' : ` class="${at.kind}"`}>${escapeXml(content)}</text>`;

/** Horizontal bars with an axis, as an SVG file. */
export function barChart({ title, axis, bars, digits }: Chart): string {
  const format = (value: number): string => (digits === 0 ? count(value) : value.toFixed(digits));
  const step = roundStep(Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE) / STEPS);
  const end = step * Math.ceil(Math.max(...bars.map(({ value }) => value)) / step);
  const plot = WIDTH - LABELS - VALUES;
  const scale = (value: number): number => Math.round((value / end) * plot * 10) / 10;
  const floor = TOP + bars.length * ROW;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
  const grid = ticks.flatMap(tick => [
    `  <line class="grid" x1="${LABELS + scale(tick)}" x2="${LABELS + scale(tick)}" y1="${TOP - 6}" y2="${floor}"/>`,
    text({ x: LABELS + scale(tick), y: floor + 16, anchor: 'middle', kind: 'quiet' }, tickText(tick, step)),
  ]);
  const rows = bars.flatMap(({ name, value, own }, i) => {
    const y = TOP + i * ROW;
    return [
      text({ x: LABELS - 10, y: y + 14, anchor: 'end' }, name),
      `  <rect class="${own ? 'own' : 'other'}" x="${LABELS}" y="${y}" width="${scale(value)}" height="${BAR}" rx="2"/>`,
      text({ x: LABELS + scale(value) + 6, y: y + 14 }, format(value)),
    ];
  });
  const summary = bars.map(({ name, value }) => `${name} ${format(value)}`).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${floor + BOTTOM}" role="img" aria-labelledby="title summary">`,
    `  <title id="title">${escapeXml(title)}</title>`,
    `  <desc id="summary">${escapeXml(`${axis}: ${summary}`)}</desc>`,
    `  <style>${STYLE}\n  </style>`,
    text({ x: 16, y: 26, kind: 'title' }, title),
    ...grid,
    ...rows,
    text({ x: LABELS + plot / 2, y: floor + 36, anchor: 'middle', kind: 'quiet' }, axis),
    '</svg>',
    '',
  ].join('\n');
}

const tickText = (tick: number, step: number): string =>
  step >= 1 && Number.isInteger(step)
    ? count(tick)
    : tick.toFixed(Math.max(0, 1 - Math.floor(Math.log10(step))));
