import { type AppError, refuse } from '@mycelium/kernel';

export interface AdmissionLimits {
  /** Sockets of this process, opening ones included. */
  readonly maxConnections: number;
  readonly maxConnectionsPerClient: number;
}

/** Counts WebSockets from their request to the end of their socket. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #byClient = new Map<string, number>();
  #count = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#count;
  }

  /** Takes a place, to be given back with `leave`, or answers why there is none. */
  enter(client: string): AppError | undefined {
    const own = this.#byClient.get(client) ?? 0;
    if (own >= this.#limits.maxConnectionsPerClient)
      return refuse('TOO_MANY_REQUESTS', {
        message: 'Too many WebSockets are open from this address.',
        details: `At most ${this.#limits.maxConnectionsPerClient} are allowed; close one first.`,
        retryAfter: 10,
      });
    if (this.#count >= this.#limits.maxConnections)
      return refuse('CONNECTIONS_EXHAUSTED', { details: 'Try again shortly.', retryAfter: 10 });
    this.#byClient.set(client, own + 1);
    this.#count++;
    return undefined;
  }

  leave(client: string): void {
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left > 0) this.#byClient.set(client, left);
    else this.#byClient.delete(client);
    this.#count--;
  }
}
