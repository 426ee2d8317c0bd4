import { isatty } from 'node:tty';
import type { Clock, Logger, LogLevel } from '@mycelium/kernel';
import winston from 'winston';
import Transport from 'winston-transport';
import { ansiLayout } from './ansi-layout.ts';
import type { LogEntry, LogFormat } from './entry.ts';
import { jsonlLayout } from './jsonl-layout.ts';
import { type LineSink, type LineTarget, lineSink } from './line-sink.ts';
import { fileTarget, logFilePath, stdoutTarget } from './line-targets.ts';
import { type LogThreshold, parseThresholds, severity, type Thresholds, thresholdFor } from './thresholds.ts';

export interface WinstonLoggerOptions {
  /** A level, or a list such as `info,gateway.router=debug`. */
  readonly level: string;
  /** Thresholds of single targets, beside those that `level` lists. */
  readonly modules?: Readonly<Record<string, LogThreshold>>;
  readonly format: LogFormat;
  /** A file's path gets the extension of the format: `.log` or `.jsonl`. */
  readonly target: 'stdout' | { readonly file: { readonly path: string } };
  /** When absent: only on a terminal, and not when `NO_COLOR` is set. */
  readonly color?: boolean;
  readonly clock?: Clock;
}

/** A logger with lines on their way. */
export interface WinstonLogger extends Logger {
  /** Lines given up so far because they could not be written. */
  dropped(): number;
  /** Resolves when every line is written. Lines logged afterwards are ignored. */
  close(): Promise<void>;
}

/** The field under which entries travel through winston untouched. */
const ENTRIES = Symbol('entries');
/** Where winston looks for the level first. */
const LEVEL = Symbol.for('level');

const { off: _, ...levels } = severity;

/** Entries that go through winston together. On their own they would cost several times as much. */
const TOGETHER = 1000;

/** Hands winston's lines to the sink. Always done at once, so that winston never has to hold any back. */
class SinkTransport extends Transport {
  readonly #sink: LineSink;

  constructor(sink: LineSink) {
    super();
    this.#sink = sink;
  }

  override log(info: { readonly [ENTRIES]: readonly LogEntry[] }, done: () => void): void {
    for (const entry of info[ENTRIES]) this.#sink.add(entry);
    done();
  }
}

/**
 * The log of a process. Logging never waits and never throws: lines are written in batches behind the caller's back, secrets are
 * masked on the way, and what cannot be written is dropped and counted. Throws at construction for a level that does not exist
 * or a file that cannot be opened.
 */
export function winstonLogger(options: WinstonLoggerOptions): WinstonLogger {
  const { target, format } = options;
  const destination =
    target === 'stdout' ? stdoutTarget() : fileTarget(logFilePath(target.file.path, format));
  return targetedLogger(options, destination);
}

/** As `winstonLogger`, writing wherever is wanted. */
export function targetedLogger(options: WinstonLoggerOptions, target: LineTarget): WinstonLogger {
  const { level, modules, format, clock } = options;
  const now = clock === undefined ? Date.now : () => clock.now().getTime();
  const parsed = parseThresholds(level);
  const thresholds: Thresholds = { level: parsed.level, modules: { ...modules, ...parsed.modules } };
  const layout = format === 'jsonl' ? jsonlLayout : ansiLayout(options.color ?? colorWanted(options));
  const sink = lineSink({ target, layout, now });
  const stream = winston.createLogger({
    levels,
    level: 'trace',
    format: winston.format(info => info)(),
    transports: [new SinkTransport(sink)],
    exitOnError: false,
  });
  let together: LogEntry[] = [];
  const handOver = (): void => {
    if (together.length === 0) return;
    const entries = together;
    together = [];
    stream.write({ level: 'info', [LEVEL]: 'info', message: '', [ENTRIES]: entries });
  };
  const add = (entry: LogEntry): void => {
    const { length } = together;
    together.push(entry);
    if (length === 0) setImmediate(handOver);
    else if (length + 1 === TOGETHER) handOver();
  };
  const flush = (): void => {
    handOver();
    sink.flushSync();
  };
  process.once('exit', flush);
  let open = true;

  const loggerFor = (name: string): Logger => {
    const threshold = thresholdFor(thresholds, name);
    const enabled = (wanted: LogLevel): boolean => open && severity[wanted] <= threshold;
    return {
      enabled,
      log(wanted, message, fields = {}) {
        if (!enabled(wanted)) return;
        add({ time: now(), level: wanted, target: name, message, fields });
      },
      child: loggerFor,
    };
  };

  return {
    ...loggerFor('mycelium'),
    dropped: sink.dropped,
    async close() {
      if (!open) return;
      open = false;
      handOver();
      stream.end();
      await sink.close();
      process.off('exit', flush);
    },
  };
}

/** See https://no-color.org. A file is read by programs, so it never gets colours. */
const colorWanted = ({ target }: WinstonLoggerOptions): boolean =>
  target === 'stdout' && isatty(1) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
