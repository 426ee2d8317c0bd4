import type { ConfigProblem } from '../problems.ts';
import type { SecretSource } from '../secret-source.ts';
import type { Locate } from '../toml/locations.ts';

export type Table = Readonly<Record<string, unknown>>;

/** A piece of the parsed file and the path that leads to it. */
export interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** The value of one variable of the environment. */
export type EnvironmentLookup = (name: string) => string | undefined;

interface ReadingParts {
  readonly file: string;
  readonly env: EnvironmentLookup;
  readonly locate: Locate;
}

/** One load in progress: what is asked, and everything found so far. */
export class Reading {
  readonly file: string;
  readonly env: EnvironmentLookup;
  readonly problems: ConfigProblem[] = [];
  readonly warnings: ConfigProblem[] = [];
  readonly ignored: string[] = [];
  readonly references: { readonly key: string; readonly from: 'env' | 'vault' }[] = [];
  /** Paths of references that failed: nothing more is said about what is missing there. */
  readonly unresolved = new Set<string>();
  readonly #locate: Locate;
  vault: SecretSource | undefined;

  constructor({ file, env, locate }: ReadingParts) {
    this.file = file;
    this.env = env;
    this.#locate = locate;
  }

  get production(): boolean {
    return this.env('MYC_ENVIRONMENT') === 'production';
  }

  problem(path: string, message: string): void {
    this.problems.push(this.#at(path, message));
  }

  warn(path: string, message: string): void {
    this.warnings.push(this.#at(path, message));
  }

  /** `settings/config.toml:12`, for messages at run time. */
  origin(path: string): string {
    return `${this.file}:${this.#locate(path).line}`;
  }

  #at(path: string, message: string): ConfigProblem {
    const { line, column } = this.#locate(path);
    return { file: this.file, line, column, key: path, message };
  }
}

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
