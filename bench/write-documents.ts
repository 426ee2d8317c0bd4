import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from './bar-chart.ts';
import { type Findings, goalsTable, markdown } from './results.ts';

const DOCS = join(import.meta.dirname, '../docs');
const PAGE = join(DOCS, 'performance.md');
const ASSETS = 'assets';

/** What stands between the two lines is written by `npm run bench -- --write-docs`. */
export const MARKERS = ['<!-- findings: begin -->', '<!-- findings: end -->'] as const;

interface Picture {
  readonly file: string;
  readonly alt: string;
  readonly svg: string;
}

function pictures({ charts }: Findings): readonly Picture[] {
  if (charts === undefined) return [];
  const throughput = { title: 'Throughput on one core', axis: 'requests/s, more is better', digits: 0 };
  const latency = {
    title: 'Latency under full load',
    axis: 'p99 in milliseconds, less is better',
    digits: 2,
  };
  return [
    {
      file: 'performance-throughput.svg',
      alt: 'Requests per second of each proxy',
      svg: barChart({ ...throughput, bars: charts.throughput }),
    },
    {
      file: 'performance-latency.svg',
      alt: 'Latency of each proxy at the 99th percentile',
      svg: barChart({ ...latency, bars: charts.latency }),
    },
  ];
}

function section(findings: Findings): string {
  const { title, notes, tables, goals, skipped } = findings;
  const parts = [
    `### ${title}`,
    ...notes,
    ...(skipped === undefined ? [] : [`Not measured: ${skipped}.`]),
    ...pictures(findings).map(({ file, alt }) => `![${alt}](${ASSETS}/${file})`),
    ...tables.map(markdown),
    ...(goals.length === 0 ? [] : [goalsTable(goals)]),
  ];
  return parts.join('\n\n');
}

/** The findings as Markdown; every goal once more in one table at the top. */
export function document(all: readonly Findings[]): string {
  const conditions = [...new Set(all.map(findings => findings.conditions))];
  const goals = all.flatMap(findings => findings.goals);
  return [
    `Measured on ${conditions.join('; and on ')}.`,
    ...(goals.length === 0 ? [] : ['### Goals', goalsTable(goals)]),
    ...all.map(findings => section({ ...findings, goals: [] })),
  ].join('\n\n');
}

export function between(page: string, content: string): string {
  const [begin, end] = MARKERS;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${PAGE} needs the lines ${begin} and ${end}, in this order`);
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Writes charts and the section of findings, from a run or from the file that `--json` made. */
export function writeDocuments(source: readonly Findings[] | string): void {
  const all = typeof source === 'string' ? (JSON.parse(readFileSync(source, 'utf8')) as Findings[]) : source;
  mkdirSync(join(DOCS, ASSETS), { recursive: true });
  for (const { file, svg } of all.flatMap(pictures)) writeFileSync(join(DOCS, ASSETS, file), svg);
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), document(all)));
}
