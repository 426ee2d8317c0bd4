import { catalogue, type ErrorName, refuse } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { errorBody, errorHeaders, InternalFault, numbersOf, rpcError, statusOf } from './index.ts';

it.each<[ErrorName, number, number]>([
  ['INVALID_INPUT', 400, -32602],
  ['NOT_AUTHENTICATED', 401, -32602],
  ['INSUFFICIENT_PRIVILEGES', 403, -32603],
  ['USER_NOT_FOUND', 404, -32602],
  ['GUEST_EXISTS', 409, 409],
  ['TOO_MANY_REQUESTS', 429, -32603],
  ['DATABASE_UNAVAILABLE', 503, -32603],
  ['INTERNAL', 500, -32603],
  ['METHOD_NOT_ALLOWED', 405, -32602],
  ['BODY_TOO_LARGE', 413, -32602],
  ['MEDIA_TYPE_UNSUPPORTED', 415, -32602],
  ['SERVICE_UNREACHABLE', 502, -32603],
  ['SERVICE_TIMEOUT', 504, -32603],
  ['METHOD_UNKNOWN', 404, -32601],
])('says %s as %i over HTTP and %i over JSON-RPC', (name, http, rpc) => {
  expect(statusOf(refuse(name))).toBe(http);
  expect(rpcError(refuse(name)).code).toBe(rpc);
});

it('has numbers for the whole catalogue', () => {
  for (const entry of catalogue) expect(numbersOf(entry).http).toBeGreaterThanOrEqual(400);
});

it('puts the problems into one readable line unless there is something better to say', () => {
  const problems = [
    { path: 'a.b', message: 'is required' },
    { path: '', message: 'must be an object' },
  ];
  expect(errorBody(refuse('INVALID_INPUT', { problems }))).toEqual({
    message: 'The input is not valid.',
    msg: 'The input is not valid.',
    code: 'MYC00033',
    details: 'a.b: is required; must be an object',
    status: 400,
    problems,
  });
  expect(errorBody(refuse('USER_NOT_FOUND')).details).toBeNull();
  expect(rpcError(refuse('USER_NOT_FOUND')).data).toEqual({ code: 'MYC00009' });
});

it('gives the id of a fault and nothing of its cause', () => {
  const body = JSON.stringify(errorBody(new InternalFault('e-1', new Error('secret'))));
  expect(JSON.parse(body)).toMatchObject({ errorId: 'e-1', status: 500, code: 'MYC00099' });
  expect(body).not.toContain('secret');
});

it('challenges on 401, naming the fault only when a credential was sent', () => {
  const missing = errorHeaders(refuse('NOT_AUTHENTICATED'), { credentialSent: false });
  expect(missing).toEqual({ 'www-authenticate': 'Bearer realm="mycelium"' });
  const wrong = errorHeaders(refuse('TOKEN_INVALID', { message: 'bad "kid"\r\nx: y' }), {
    credentialSent: true,
  });
  expect(wrong['www-authenticate']).toBe(
    'Bearer realm="mycelium", error="invalid_token", error_description="bad \\"kid\\"  x: y"',
  );
  expect(errorHeaders(refuse('USER_NOT_FOUND'), { credentialSent: true })).toEqual({});
});

it('rounds a retry time up to whole seconds', () => {
  const headers = errorHeaders(refuse('TOO_MANY_REQUESTS', { retryAfter: 1.2 }), { credentialSent: false });
  expect(headers).toEqual({ 'retry-after': '2' });
});
