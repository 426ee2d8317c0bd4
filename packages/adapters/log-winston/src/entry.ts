import type { LogFields, LogLevel } from '@mycelium/kernel';

/** One line of the log before it is written down. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: LogLevel;
  readonly target: string;
  readonly message: string;
  readonly fields: LogFields;
}

export type LogFormat = 'ansi' | 'jsonl';

/** An entry as text, with its line feed. */
export type Layout = (entry: LogEntry) => string;

let lastTime = Number.NaN;
let lastTimestamp = '';
let lastSecond = Number.NaN;
let lastText = '';

/** RFC 3339, UTC, six fractional digits. Lines come in order, so most of it is nearly always known. */
export function timestamp(time: number): string {
  if (time === lastTime) return lastTimestamp;
  const second = Math.floor(time / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toISOString().slice(0, 19);
  }
  lastTime = time;
  lastTimestamp = `${lastText}.${String(Math.floor(time) - second * 1000).padStart(3, '0')}000Z`;
  return lastTimestamp;
}
