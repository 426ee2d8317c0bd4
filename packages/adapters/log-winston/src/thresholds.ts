import type { LogLevel } from '@mycelium/kernel';

/** The least important level that is still written; `off` writes nothing. */
export type LogThreshold = LogLevel | 'off';

/** Importance: a line is written when its number is at most that of its target's threshold. */
export const severity: Readonly<Record<LogThreshold, number>> = {
  off: -1,
  error: 0,
  warn: 1,
  info: 2,
  debug: 3,
  trace: 4,
};

export interface Thresholds {
  /** For targets that no module names. */
  readonly level: LogThreshold;
  /** By target or the beginning of one: `gateway` is also for `gateway.router`. The longest wins. */
  readonly modules: Readonly<Record<string, LogThreshold>>;
}

const isThreshold = (text: string): text is LogThreshold => Object.hasOwn(severity, text);

/** Rust crates of earlier versions, under whose names operators configured what all of our targets say now. */
const EARLIER_NAMES = /^(myc|mycelium)([_-]|$)/;

/**
 * Reads `info`, `info,gateway.router=debug` or the earlier `myc_api=info,myc_core=warn`, whose most talkative level becomes the
 * level of everything. Throws `TypeError` naming the part that cannot be read.
 */
export function parseThresholds(text: string): Thresholds {
  const modules: Record<string, LogThreshold> = {};
  const general: LogThreshold[] = [];
  const earlier: LogThreshold[] = [];
  for (const part of text.split(',').map(each => each.trim())) {
    if (part === '') continue;
    const equals = part.lastIndexOf('=');
    const name = equals < 0 ? '' : part.slice(0, equals).trim();
    const level = part
      .slice(equals + 1)
      .trim()
      .toLowerCase();
    if (!isThreshold(level))
      throw new TypeError(`Log level: "${part}" is not a level; use off, error, warn, info, debug or trace.`);
    if (name === '') general.push(level);
    else if (EARLIER_NAMES.test(name)) earlier.push(level);
    else modules[name.replaceAll('::', '.')] = level;
  }
  const talkative = [...earlier].sort((a, b) => severity[b] - severity[a])[0];
  return { level: general.at(-1) ?? talkative ?? 'info', modules };
}

/** The threshold of one target, as a number to compare severities with. */
export function thresholdFor({ level, modules }: Thresholds, target: string): number {
  let longest = '';
  for (const name of Object.keys(modules)) {
    const within = target === name || target.startsWith(`${name}.`);
    if (within && name.length > longest.length) longest = name;
  }
  return severity[modules[longest] ?? level];
}
