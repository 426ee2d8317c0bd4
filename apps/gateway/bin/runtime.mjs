// @ts-check
/** How Node runs the gateway, whoever starts it. Measured under load; see docs/performance.md, "Memory". */
export const runtime = {
  /** Requests die young. More room for them makes the process three times as large and the gateway hardly faster. */
  flags: ['--max-semi-space-size=4'],
  /**
   * For glibc, which otherwise keeps a pool of freed memory for each thread, and with each large piece that is freed
   * becomes slower to return the next.
   */
  env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
};
