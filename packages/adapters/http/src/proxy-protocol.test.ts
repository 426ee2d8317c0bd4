import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProxyHeader } from './proxy-protocol.ts';

const SIGNATURE = Buffer.from([13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]);
const v2 = (command: number, family: number, rest: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(rest.length);
  return Buffer.concat([SIGNATURE, Buffer.from([command, family]), length, rest]);
};
const V4 = Buffer.from([192, 0, 2, 7, 10, 0, 0, 1, 0x1f, 0x90, 0, 80]);
const V6 = Buffer.concat([
  Buffer.from('20010db8000000000000000000000009', 'hex'),
  Buffer.alloc(16),
  Buffer.alloc(4),
]);

describe('a PROXY header', () => {
  it.each([
    ['PROXY TCP4 192.0.2.7 10.0.0.1 4711 80\r\n', '192.0.2.7'],
    ['PROXY TCP6 2001:db8::9 ::1 4711 80\r\n', '2001:db8::9'],
    ['PROXY TCP6 2001:DB8:0:0:0:0:0:9 ::1 4711 80\r\n', '2001:db8::9'],
    ['PROXY TCP6 ::ffff:192.0.2.7 ::1 4711 80\r\n', '192.0.2.7'],
    ['PROXY UNKNOWN\r\n', undefined],
    ['PROXY UNKNOWN ff::1 ff::2 1 2\r\n', undefined],
  ])('of version 1: %s', (line, source) => {
    const rest = 'GET / HTTP/1.1\r\n';
    expect(readProxyHeader(Buffer.from(line + rest))).toEqual({ kind: 'read', length: line.length, source });
  });

  it.each([
    ['IPv4', v2(0x21, 0x11, V4), '192.0.2.7'],
    ['IPv4 with more behind it', v2(0x21, 0x11, Buffer.concat([V4, Buffer.alloc(50)])), '192.0.2.7'],
    ['IPv6', v2(0x21, 0x21, V6), '2001:db8::9'],
    ['the proxy itself', v2(0x20, 0x00, Buffer.alloc(0)), undefined],
    ['a Unix socket', v2(0x21, 0x31, Buffer.alloc(216)), undefined],
  ])('of version 2: %s', (_, bytes, source) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: 'read', length: bytes.length, source });
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'PROXY TCP4 192.0.2.7\r\n',
    'PROXY TCP4 evil 10.0.0.1 1 2\r\n',
    'PROXY TCP4 999.1.1.1 10.0.0.1 1 2\r\n',
    'PROXY TCP6 :::::: ::1 1 2\r\n',
    'PROXY UDP4 192.0.2.7 10.0.0.1 1 2\r\n',
    `PROXY TCP4 ${'1'.repeat(200)}`,
  ])('is damaged: %s', text => {
    expect(readProxyHeader(Buffer.from(text))).toEqual({ kind: 'damaged' });
  });

  it.each([
    ['an unknown command', v2(0x22, 0x11, V4)],
    ['an unknown version', v2(0x11, 0x11, V4)],
    ['too short for its addresses', v2(0x21, 0x11, V4.subarray(0, 8))],
    ['longer than anybody needs', v2(0x21, 0x11, Buffer.alloc(5000))],
  ])('of version 2 is damaged: %s', (_, bytes) => {
    expect(readProxyHeader(bytes)).toEqual({ kind: 'damaged' });
  });

  it('is waited for until it is whole, however it is cut', () => {
    const whole = [Buffer.from('PROXY TCP4 192.0.2.7 10.0.0.1 4711 80\r\n'), v2(0x21, 0x11, V4)];
    for (const bytes of whole)
      for (let end = 1; end < bytes.length; end++)
        expect(readProxyHeader(bytes.subarray(0, end))).toEqual({ kind: 'incomplete' });
  });

  it('never names what is no address, whatever comes', () => {
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(...'0123456789abf:.%') }),
    );
    const version1 = fc
      .tuple(fc.constantFrom('TCP4', 'TCP6', 'UNKNOWN'), address, address)
      .map(([kind, from, to]) => Buffer.from(`PROXY ${kind} ${from} ${to} 4711 80\r\n`));
    const version2 = fc
      .tuple(fc.constantFrom(0x20, 0x21), fc.constantFrom(0x11, 0x21, 0x31), fc.uint8Array({ maxLength: 60 }))
      .map(([command, family, rest]) => v2(command, family, Buffer.from(rest)));
    let named = 0;
    fc.assert(
      fc.property(fc.oneof(version1, version2, fc.uint8Array({ maxLength: 300 })), bytes => {
        const header = readProxyHeader(Buffer.from(bytes));
        if (header.kind !== 'read' || header.source === undefined) return;
        named++;
        expect(isIP(header.source)).not.toBe(0);
      }),
      { numRuns: 1000 },
    );
    expect(named).toBeGreaterThan(20);
  });
});
