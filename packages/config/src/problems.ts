import type { Position } from './toml/cursor.ts';

/** Something in the file that is wrong (a problem) or doubtful (a warning), and where. Never holds a value. */
export interface ConfigProblem extends Position {
  readonly file: string;
  /** `api.services.my-service[0].path[1].group`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

const line = ({ file, line: row, column, key, message }: ConfigProblem): string =>
  [`${file}:${row}:${column}`, key, message].filter(part => part !== '').join('  ');

/** One line per problem, in the order of the file: `settings/config.toml:12:1  api.servicePrt  unknown key; …`. */
export const formatProblems = (problems: readonly ConfigProblem[]): string =>
  [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(line)
    .join('\n');
