import { type Exchange, isToken, isWritable } from '@mycelium/gateway-core';
import { ServiceFault } from './service-fault.ts';

const DIGITS = /^\d{1,15}$/;
const ILLEGAL_IN_TARGET = /[^\x21-\x7e\x80-\xff]/;

/** For these, no body is something that must be said (RFC 9110 §8.6). */
const BODY_EXPECTED: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The head of a request to a service, in Latin-1 (RFC 9112 §3, §5). `authority`: the host for clients that name none.
 * Throws a `ServiceFault` for what cannot be written without becoming something else.
 */
export function requestHead(exchange: Exchange, authority: string): string {
  const { method } = exchange.head;
  const { outgoing, blocks, downstreamPath, profileHeader, headers } = exchange;
  if (!isToken(method) || ILLEGAL_IN_TARGET.test(downstreamPath)) throw unwritable('the request line');
  let head = `${method} ${downstreamPath} HTTP/1.1\r\n`;
  let framed = false;
  for (let i = 0; i < outgoing.length; i += 2) {
    const name = outgoing[i] ?? '';
    const value = outgoing[i + 1] ?? '';
    // The profile is by far the longest, and Base64 of our own making.
    if (value !== profileHeader && !isWritable(name, value)) throw unwritable(`the field ${name}`);
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (!DIGITS.test(value)) throw unwritable(`the field ${name}`);
      framed = true;
    }
    head += `${name}: ${value}\r\n`;
  }
  for (const { text } of blocks) {
    if (text === undefined) throw unwritable('a field of the route');
    head += text;
  }
  if (headers?.host === undefined) head += `host: ${authority}\r\n`;
  if (!framed) {
    if (headers?.hasBody === true) head += 'transfer-encoding: chunked\r\n';
    else if (BODY_EXPECTED.has(method)) head += 'content-length: 0\r\n';
  }
  // For services that speak HTTP/1.0 underneath and would close otherwise.
  return `${head}connection: keep-alive\r\n\r\n`;
}

const unwritable = (what: string): ServiceFault =>
  new ServiceFault('REQUEST_INVALID', `${what} cannot be written as it is`);
