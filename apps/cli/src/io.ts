/** Everything that a command exchanges with the world around it, the database aside. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, one line or several. */
  readonly out: (text: string) => void;
  /** Progress and problems. */
  readonly err: (text: string) => void;
  /** Asks on the terminal without showing what is typed. `undefined` when there is no terminal. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly readText: (path: string) => Promise<string>;
}

/** The command cannot be carried out as it was given. `usage` marks arguments that make no sense. */
export class CommandError extends Error {
  readonly details: string | undefined;
  readonly usage: boolean;

  constructor(message: string, { details, usage = false }: { details?: string; usage?: boolean } = {}) {
    super(message);
    this.name = 'CommandError';
    this.details = details;
    this.usage = usage;
  }
}
