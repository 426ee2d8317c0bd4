import { AppError, type ErrorName, errors, type Kind, type Problem } from '@mycelium/kernel';

/** How one kind of refusal is said over each protocol. */
export interface FaultNumbers {
  /** HTTP status (RFC 9110). */
  readonly http: number;
  /** JSON-RPC 2.0 error code; -32000 and below are reserved, positive numbers are ours. */
  readonly rpc: number;
}

const BY_KIND: Readonly<Record<Kind, FaultNumbers>> = {
  invalid: { http: 400, rpc: -32602 },
  unauthenticated: { http: 401, rpc: -32602 },
  forbidden: { http: 403, rpc: -32603 },
  'not-found': { http: 404, rpc: -32602 },
  conflict: { http: 409, rpc: 409 },
  gone: { http: 410, rpc: -32602 },
  throttled: { http: 429, rpc: -32603 },
  unavailable: { http: 503, rpc: -32603 },
  internal: { http: 500, rpc: -32603 },
};

const BY_NAME: Readonly<Partial<Record<ErrorName, Partial<FaultNumbers>>>> = {
  METHOD_NOT_ALLOWED: { http: 405 },
  REQUEST_TIMEOUT: { http: 408 },
  BODY_TOO_LARGE: { http: 413 },
  MEDIA_TYPE_UNSUPPORTED: { http: 415 },
  HEADERS_TOO_LARGE: { http: 431 },
  PROFILE_TOO_LARGE: { http: 431 },
  SERVICE_UNREACHABLE: { http: 502 },
  SERVICE_TIMEOUT: { http: 504 },
  METHOD_UNKNOWN: { rpc: -32601 },
};

const BY_CODE: ReadonlyMap<string, Partial<FaultNumbers>> = new Map(
  (Object.entries(BY_NAME) as [ErrorName, Partial<FaultNumbers>][]).map(([name, numbers]) => [
    errors[name].code,
    numbers,
  ]),
);

/** The numbers of an error, or of a catalogue entry. */
export const numbersOf = ({ kind, code }: { readonly kind: Kind; readonly code: string }): FaultNumbers => ({
  ...BY_KIND[kind],
  ...BY_CODE.get(code),
});

export const statusOf = (error: AppError): number => numbersOf(error).http;

/** A bug, as far as the outside may know of it: the id is also in the log, beside the cause. */
export class InternalFault extends AppError {
  readonly errorId: string;

  constructor(errorId: string, cause: unknown) {
    super(errors.INTERNAL, { details: `Please report it with the error id ${errorId}.`, cause });
    this.name = 'InternalFault';
    this.errorId = errorId;
  }
}

/** The body of every error answer over HTTP. */
export interface ErrorBody {
  readonly message: string;
  /** From the error catalogue: `MYC00033`. */
  readonly code: string;
  readonly details: string | null;
  /** The same as `message`, for clients that read it there. */
  readonly msg: string;
  readonly status: number;
  readonly problems?: readonly Problem[];
  readonly errorId?: string;
}

const sayProblem = ({ path, message }: Problem): string => (path === '' ? message : `${path}: ${message}`);

/** What to do about it: the error's own sentence, else its problems in one line. */
function detailsOf({ details, problems }: AppError): string | undefined {
  return details ?? (problems.length > 0 ? problems.map(sayProblem).join('; ') : undefined);
}

interface Extras {
  readonly problems?: readonly Problem[];
  readonly errorId?: string;
}

const extrasOf = (error: AppError): Extras => ({
  ...(error.problems.length > 0 && { problems: error.problems }),
  ...(error instanceof InternalFault && { errorId: error.errorId }),
});

export function errorBody(error: AppError): ErrorBody {
  return {
    message: error.message,
    code: error.code,
    details: detailsOf(error) ?? null,
    msg: error.message,
    status: statusOf(error),
    ...extrasOf(error),
  };
}

/** The `error` member of a JSON-RPC answer. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: Extras & { readonly code: string; readonly details?: string };
}

export function rpcError(error: AppError): RpcError {
  const details = detailsOf(error);
  return {
    code: numbersOf(error).rpc,
    message: error.message,
    data: { code: error.code, ...(details !== undefined && { details }), ...extrasOf(error) },
  };
}

const quoted = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, ' ').replace(/["\\]/g, '\\$&')}"`;

/**
 * The headers that an error answer must carry: the challenge on 401 (RFC 9110 section 11.6.1), which names the
 * fault only when a credential was sent (RFC 6750 section 3.1), and `Retry-After`.
 */
export function errorHeaders(
  error: AppError,
  { credentialSent }: { readonly credentialSent: boolean },
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  if (statusOf(error) === 401) {
    headers['www-authenticate'] = credentialSent
      ? `Bearer realm="mycelium", error="invalid_token", error_description=${quoted(error.message)}`
      : 'Bearer realm="mycelium"';
  }
  if (error.retryAfter !== undefined) {
    headers['retry-after'] = String(Math.max(0, Math.ceil(error.retryAfter)));
  }
  return headers;
}
