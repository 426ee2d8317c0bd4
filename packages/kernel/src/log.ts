export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Structured fields of one log line. Values are plain data; secrets are wrapped in `Secret` and print as such. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Log lines. `enabled` lets a hot path skip building fields that nobody would read. */
export interface Logger {
  enabled(level: LogLevel): boolean;
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** A logger whose lines carry `target`, the module that speaks (`gateway.router`, `identity.profile`, …). */
  child(target: string): Logger;
}

export const silentLogger: Logger = {
  enabled: () => false,
  log: () => undefined,
  child: () => silentLogger,
};
