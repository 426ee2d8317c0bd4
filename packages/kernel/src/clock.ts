/** The time. Tests pass a fixed one; nothing in the domain reads the system clock by itself. */
export interface Clock {
  /** Now, with millisecond precision, UTC. */
  now(): Date;
}

/** Fresh identifiers. */
export interface Ids {
  /** A random UUID (RFC 9562, version 4), lower case with hyphens. */
  uuid(): string;
}

export const systemClock: Clock = { now: () => new Date() };

export const addSeconds = (instant: Date, seconds: number): Date =>
  new Date(instant.getTime() + seconds * 1000);
