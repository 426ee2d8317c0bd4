import type { LineTarget } from '../line-sink.ts';

/** A target in memory that can be made to fail, to stall, or to take a few bytes at a time. */
export interface RecordingTarget extends LineTarget {
  text(): string;
  lines(): readonly string[];
  fail(code: string | undefined): void;
  /** Writes wait until `resume`. */
  stall(): void;
  resume(): void;
  limit(bytes: number): void;
  readonly writes: number;
}

export function recordingTarget(): RecordingTarget {
  let text = '';
  let code: string | undefined;
  let limit = Number.POSITIVE_INFINITY;
  let writes = 0;
  let gate: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  const take = (bytes: Buffer): number => {
    writes += 1;
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    const taken = Math.min(limit, bytes.length);
    text += bytes.toString('latin1', 0, taken);
    return taken;
  };
  return {
    text: () => Buffer.from(text, 'latin1').toString(),
    lines: () => Buffer.from(text, 'latin1').toString().split('\n').filter(Boolean),
    fail: wanted => {
      code = wanted;
    },
    stall: () => {
      gate = Promise.withResolvers<void>();
    },
    resume: () => {
      gate?.resolve();
      gate = undefined;
    },
    limit: bytes => {
      limit = bytes;
    },
    get writes() {
      return writes;
    },
    write: async bytes => {
      await gate?.promise;
      return take(bytes);
    },
    writeSync: take,
    close: async () => undefined,
  };
}
