import { clientAt, Exchange, FieldBlock, RequestHeaders } from '@mycelium/gateway-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestHead } from './request-head.ts';

interface Asked {
  readonly method?: string;
  readonly path?: string;
  /** Of the client. */
  readonly sent?: readonly string[];
  /** Beside what of the client's is passed on. */
  readonly added?: readonly string[];
  readonly blocks?: readonly (readonly string[])[];
  readonly profile?: string;
}

function head({
  method = 'GET',
  path = '/x',
  sent = ['host', 'a'],
  added = [],
  blocks = [],
  profile,
}: Asked = {}): string {
  const client = clientAt('127.0.0.1', false);
  const exchange = new Exchange({ method, target: '/x', rawHeaders: sent, client, requestId: 'id' });
  exchange.headers = new RequestHeaders(sent);
  exchange.outgoing = [...exchange.headers.passed, ...added];
  exchange.downstreamPath = path;
  exchange.blocks = blocks.map(fields => new FieldBlock(fields));
  exchange.profileHeader = profile;
  return requestHead(exchange, 'service:8080');
}

describe('the head of a request', () => {
  it('has the fields as they were sent, then ours', () => {
    expect(head({ sent: ['Host', 'a', 'X-A', '1'], added: ['x-mycelium-email', 'a@b.c'] })).toBe(
      'GET /x HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-mycelium-email: a@b.c\r\nconnection: keep-alive\r\n\r\n',
    );
  });

  it('has what is the same for many requests behind what is its own', () => {
    const blocks = [
      ['x-mycelium-service-name', 'svc'],
      [],
      ['x-forwarded-for', '10.0.0.1', 'forwarded', 'for=10.0.0.1'],
    ];
    expect(head({ added: ['x-a', '1'], blocks })).toBe(
      'GET /x HTTP/1.1\r\nhost: a\r\nx-a: 1\r\nx-mycelium-service-name: svc\r\nx-forwarded-for: 10.0.0.1\r\nforwarded: for=10.0.0.1\r\nconnection: keep-alive\r\n\r\n',
    );
    expect(() => head({ blocks: [['x-mycelium-service-name', 'a\r\nb: c']] })).toThrow(/cannot be written/);
  });

  it('names the service for a client that names no host', () => {
    expect(head({ sent: [] })).toContain('\r\nhost: service:8080\r\n');
  });

  it.each([
    ['GET', ['host', 'a'], undefined],
    ['DELETE', ['host', 'a'], undefined],
    ['POST', ['host', 'a'], 'content-length: 0'],
    ['PUT', ['host', 'a'], 'content-length: 0'],
    ['POST', ['host', 'a', 'Content-Length', '12'], 'Content-Length: 12'],
    ['POST', ['host', 'a', 'content-length', '0'], 'content-length: 0'],
    ['GET', ['host', 'a', 'content-length', '3'], 'content-length: 3'],
    ['POST', ['host', 'a', 'transfer-encoding', 'chunked'], 'transfer-encoding: chunked'],
  ])('says once how the body of %s %j ends', (method, sent, expected) => {
    const framing = head({ method, sent }).match(/^(content-length|transfer-encoding): .*$/gim) ?? [];
    expect(framing.map(line => line.trim())).toEqual(expected === undefined ? [] : [expected]);
  });

  it.each([
    { added: ['x-a', 'a\r\nx-mycelium-role: admin'] },
    { added: ['x-a', 'a\nb'] },
    { added: ['x-a', 'a\0'] },
    { added: ['x-mycelium-email', '\u010a\u010d@example.com'] },
    { added: ['x-mycelium-email', 'j\u00f6rg@\u4f8b\u3048.jp'] },
    { added: ['x a', 'b'] },
    { added: ['x-a: b\r\nx-c', 'd'] },
    { added: ['', 'd'] },
    { path: '/a b' },
    { path: '/a HTTP/1.1\r\nx: y' },
    { path: '/\u010a' },
    { path: '', method: 'GET /' },
    { method: 'GE\r\nT' },
    { method: '' },
    { sent: ['host', 'a', 'content-length', '1x'] },
    { sent: ['host', 'a', 'content-length', '+1'] },
    { sent: ['host', 'a', 'content-length', ''] },
  ])('is not written when it would say something else: %j', asked => {
    expect(() => head(asked)).toThrow(/cannot be written/);
  });

  it('H7: has as many lines as it has fields, whatever values they hold', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', ' ', '\t', ':', '\r', '\n', '\0', '\xe9', '\u010a', '\u2028'),
    });
    fc.assert(
      fc.property(value, value, (path, text) => {
        let written: string;
        try {
          written = head({ path: `/${path}`, added: ['x-a', text] });
        } catch {
          return;
        }
        const lines = Buffer.from(written, 'latin1')
          .toString('latin1')
          .split(/[\r\n]+/);
        expect(lines).toEqual([
          `GET /${path} HTTP/1.1`,
          'host: a',
          `x-a: ${text}`,
          'connection: keep-alive',
          '',
        ]);
      }),
    );
  });
});
