import type { ScannedValue, Statement } from './scan.ts';

/** Replaces a range of the source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap. */
export const applyEdits = (source: string, edits: readonly Edit[]): string => {
  let result = '';
  let copied = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    result += source.slice(copied, start) + text;
    copied = end;
  }
  return result + source.slice(copied);
};

/** What stands between the pairs of an inline table, brackets excluded. */
const gapsOf = ({ start, end, pairs = [] }: ScannedValue): readonly Edit[] => {
  const first: Edit = { start: start + 1, end: pairs[0]?.start ?? end - 1, text: ' ' };
  return pairs.reduce<Edit[]>(
    (gaps, pair, index) => {
      const next = pairs[index + 1];
      gaps.push({
        start: pair.value.end,
        end: next?.start ?? end - 1,
        text: next === undefined ? ' ' : ', ',
      });
      return gaps;
    },
    [first],
  );
};

const foldsIn = (source: string, value: ScannedValue): readonly Edit[] => {
  const own = value.pairs === undefined ? [] : gapsOf(value);
  const inner = [...(value.items ?? []), ...(value.pairs ?? []).map(pair => pair.value)];
  return [
    ...own.filter(({ start, end }) => /[\n#]|,\s*$/.test(source.slice(start, end))),
    ...inner.flatMap(part => foldsIn(source, part)),
  ];
};

const lineEnds = (text: string): number => text.split('\n').length - 1;

/**
 * TOML 1.1 lets an inline table go over several lines and end with a comma; the library reads 1.0. Folds such tables
 * onto one line and puts the removed line ends behind the value, so that what follows keeps its line.
 */
export const foldInlineTables = (source: string, statements: readonly Statement[]): readonly Edit[] =>
  statements.flatMap(statement => {
    if (statement.kind !== 'pair') return [];
    const folds = foldsIn(source, statement.value);
    const removed = folds.reduce((sum, { start, end }) => sum + lineEnds(source.slice(start, end)), 0);
    if (removed === 0) return folds;
    const { end } = statement.value;
    return [...folds, { start: end, end, text: '\n'.repeat(removed) }];
  });
