import type { HttpMethod, MethodPattern } from './service.ts';

export const HTTP_METHODS: readonly HttpMethod[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
];

const READ: readonly HttpMethod[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
const WRITE: readonly HttpMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The methods that a route's list admits. `NONE` wins over everything. `TRACE` reflects credentials to whoever asks and
 * `CONNECT` opens a tunnel, so neither is ever passed on (RFC 9110 §9.3.6, §9.3.8), whatever the list says.
 */
export function expandMethods(patterns: readonly MethodPattern[]): ReadonlySet<string> {
  if (patterns.includes('NONE')) return new Set();
  const methods = patterns.flatMap(pattern => expandOne(pattern));
  return new Set(methods.filter(method => method !== 'TRACE' && method !== 'CONNECT'));
}

function expandOne(pattern: MethodPattern): readonly HttpMethod[] {
  switch (pattern) {
    case 'ALL':
      return HTTP_METHODS;
    case 'READ':
      return READ;
    case 'WRITE':
      return WRITE;
    case 'NONE':
      return [];
    default:
      return [pattern];
  }
}
