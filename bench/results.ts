/** A bound that a figure must keep. */
export interface Goal {
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Table {
  readonly caption?: string;
  /** The first column is text, the others are numbers and stand to the right. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Drawn in the strong colour. */
  readonly own: boolean;
}

/** What one scenario found. Plain data: it is kept as JSON and shown again from there. */
export interface Findings {
  readonly name: string;
  readonly title: string;
  /** Machine, program versions, rounds. */
  readonly conditions: string;
  /** How it was measured and what the rows mean, one paragraph each. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly charts?: { readonly throughput: readonly Bar[]; readonly latency: readonly Bar[] };
  /** Why it could not be measured. */
  readonly skipped?: string;
}

export const met = ({ value, atLeast, atMost }: Goal): boolean =>
  (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);

export const count = (value: number): string => Math.round(value).toLocaleString('en');

export function markdown({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'));
  return [...(caption === undefined ? [] : [caption, '']), line(columns), line(rule), ...rows.map(line)].join(
    '\n',
  );
}

const bound = ({ atLeast, atMost }: Goal): string =>
  [atLeast === undefined ? '' : `at least ${atLeast}`, atMost === undefined ? '' : `at most ${atMost}`]
    .filter(part => part !== '')
    .join(', ');

const figure = ({ value, unit }: Goal): string =>
  `${Math.abs(value) >= 20 ? count(value) : value.toFixed(2)}${unit === undefined ? '' : ` ${unit}`}`;

export function goalsTable(goals: readonly Goal[]): string {
  return markdown({
    columns: ['goal', 'measured', 'bound', 'met'],
    rows: goals.map(goal => [goal.label, figure(goal), bound(goal), met(goal) ? 'yes' : '**no**']),
  });
}
