import { type AppError, refuse } from '@mycelium/kernel';

const CLOSED: ReadonlySet<string> = new Set(['SERVICE_CLOSED', 'ECONNRESET', 'EPIPE']);

/** Not the service's doing: the request cannot be written, or we are shutting down. */
const OURS: ReadonlySet<string> = new Set(['REQUEST_INVALID', 'FORWARDER_CLOSED']);

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

/** For the log: the code, or the class, of the fault. Messages may hold addresses. */
export const reasonOf = (error: Error): string => codeOf(error) || error.name;

/** The connection was there and ended. */
export const closedByService = (error: Error): boolean => CLOSED.has(codeOf(error));

/** Whether another try could fare better, as far as the error tells. */
export const ourOwnFault = (error: Error): boolean => OURS.has(codeOf(error));

const WHY: readonly (readonly [pattern: RegExp, details: string])[] = [
  [/^ECONNREFUSED$/, 'It refuses connections.'],
  [/^(ENOTFOUND|EAI_)/, 'Its host name cannot be resolved.'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/, 'There is no way to its network.'],
  [/^(SERVICE_CLOSED|ECONNRESET|EPIPE)$/, 'It closed the connection before it had answered.'],
  [/CERT|SIGNATURE|^ERR_SSL|^ERR_TLS|^EPROTO$|ISSUER/, 'No trusted TLS connection to it can be made.'],
  [/^ANSWER_INVALID$|^HPE_|^ERR_(HTTP_)?INVALID/, 'Its answer is not valid HTTP.'],
  [/^ANSWER_FIELDS_TOO_LARGE$/, 'The header fields of its answer are too large.'],
];

/** What the client is told about a request that failed downstream. */
export function refusalFor(error: Error): AppError {
  const code = codeOf(error);
  if (code === 'SERVICE_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return refuse('SERVICE_TIMEOUT', { details: 'It could not be connected in time.', cause: error });
  }
  if (code === 'REQUEST_INVALID') {
    return refuse('MALFORMED_REQUEST', {
      details: 'A header field or the path cannot be passed on.',
      cause: error,
    });
  }
  const details = WHY.find(([pattern]) => pattern.test(code))?.[1];
  return refuse('SERVICE_UNREACHABLE', { ...(details !== undefined && { details }), cause: error });
}
