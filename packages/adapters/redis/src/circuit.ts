/** Keeps callers away from a server that does not answer. */
export interface Circuit {
  /** Whether commands may be sent. */
  closed(): boolean;
  succeeded(): void;
  failed(): void;
  /** Ends probing for good. */
  stop(): void;
}

export interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** Between two probes while it is open. */
  readonly probeMilliseconds: number;
  /** Asks the server once; resolves to whether it answers fast enough. Must not reject. */
  readonly probe: () => Promise<boolean>;
  readonly onChange: (closed: boolean) => void;
}

/**
 * Opens after some failures in a row. While it is open it asks the server itself, one probe at a time, so that no caller
 * pays for finding out whether the server is back.
 */
export function circuitBreaker({ threshold, probeMilliseconds, probe, onChange }: CircuitOptions): Circuit {
  let failures = 0;
  let open = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const close = (): void => {
    failures = 0;
    if (!open) return;
    open = false;
    clearTimeout(timer);
    onChange(true);
  };

  const probeLater = (): void => {
    timer = setTimeout(async () => {
      const answers = await probe();
      if (!open || stopped) return;
      if (answers) close();
      else probeLater();
    }, probeMilliseconds).unref();
  };

  return {
    closed: () => !open,
    succeeded() {
      // While open, only the probe decides: a late answer to an old command says nothing about the next.
      if (!open) failures = 0;
    },
    failed() {
      failures += 1;
      if (open || stopped || failures < threshold) return;
      open = true;
      onChange(false);
      probeLater();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
