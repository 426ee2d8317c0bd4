import { AppError, refuse } from '@mycelium/kernel';

/** Codes of the operating system that mean: there is no server at the other end, or not any more. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/**
 * SQLSTATE classes (PostgreSQL documentation, appendix A) of a server that cannot serve now: connection lost, start
 * and shutdown, too many connections, cancelled by a timeout, refused login, missing database, and the loser of a
 * deadlock or a serialisation conflict, who may simply try again.
 */
const UNAVAILABLE_STATE = /^(?:08|53|57|28|3D|40)/;

/** The driver reports these in words only. */
const LOST_IN_WORDS =
  /connection terminated|connection error|read timeout|timeout exceeded|PGlite is clos|after calling end on the pool|server closed the connection/i;

const RETRY_AFTER_SECONDS = 2;

/** What the driver said, without the statement's parameters and the row's values, which may be personal or secret. */
export class DatabaseFault extends Error {
  /** SQLSTATE or the system's code, when there is one. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;

  constructor(message: string, code?: string, constraint?: string) {
    super(message);
    this.name = 'DatabaseFault';
    this.code = code;
    this.constraint = constraint;
  }
}

const textOf = (source: object, key: string): string | undefined => {
  const value = (source as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
};

/** Unwraps TypeORM's and Node's envelopes down to the error that the driver or the socket raised. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof Error && 'driverError' in error && error.driverError instanceof Error) {
    return innermost(error.driverError);
  }
  return error;
}

export function faultOf(error: unknown): DatabaseFault {
  const inner = innermost(error);
  if (!(inner instanceof Error)) return new DatabaseFault(String(inner));
  return new DatabaseFault(inner.message, textOf(inner, 'code'), textOf(inner, 'constraint'));
}

export function isUnavailable({ code, message }: DatabaseFault): boolean {
  if (code !== undefined && (UNREACHABLE.has(code) || UNAVAILABLE_STATE.test(code))) return true;
  return LOST_IN_WORDS.test(message);
}

export const isForeignKeyViolation = (error: unknown): boolean => faultOf(error).code === '23503';

export const isUniqueViolation = (error: unknown): boolean => faultOf(error).code === '23505';

/** The error that leaves this package in place of anything a driver threw. */
export function databaseError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = faultOf(error);
  return isUnavailable(cause)
    ? refuse('DATABASE_UNAVAILABLE', { retryAfter: RETRY_AFTER_SECONDS, cause })
    : refuse('INTERNAL', { cause });
}
