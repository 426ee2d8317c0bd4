/** The gateway cannot start, for a reason that the operator can mend. Its message says what to do; no stack is shown. */
export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartError';
  }
}
