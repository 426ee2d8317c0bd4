import { Exchange, HEADER, responsePasses, trailerPasses } from '@mycelium/gateway-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responseFields, trailerFields } from './response-fields.ts';

const exchange = new Exchange({
  method: 'GET',
  target: '/x',
  rawHeaders: [],
  client: { address: '127.0.0.1', encrypted: false, forwarded: 'for=127.0.0.1;proto=http' },
  requestId: 'its-id',
});

const names = (fields: readonly string[]): string[] => fields.filter((_, i) => i % 2 === 0);

const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  fc.stringMatching(/^[a-z0-9-]{0,10}$/).map(rest => `x-mycelium-${rest}`),
  fc.constantFrom(
    ...Object.values(HEADER),
    'keep-alive',
    'transfer-encoding',
    'trailer',
    'upgrade',
    'proxy-authenticate',
    'forwarded',
    'access-control-allow-origin',
    'access-control-expose-headers',
    'set-cookie',
    'location',
    'cache-control',
  ),
);

describe('the fields of an answer', () => {
  it('H12: are exactly those that the policy lets pass, and the id of the request', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), sent => {
        const headers = Object.fromEntries(sent.map(n => [n, n === 'set-cookie' ? ['v'] : 'v']));
        const expected = Object.keys(headers).filter(n => n !== 'connection' && responsePasses(n));
        expect(names(responseFields(headers, exchange))).toEqual([...expected, HEADER.requestId]);
      }),
    );
  });

  it('hold none that Connection nominates', () => {
    const headers = { connection: 'close, X-Hop', 'x-hop': '1', 'x-own': '2' };
    expect(names(responseFields(headers, exchange))).toEqual(['x-own', HEADER.requestId]);
  });

  it('H4: at its end are exactly those that the policy lets pass there, and none of ours', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), sent => {
        const passed = Object.keys(trailerFields(Object.fromEntries(sent.map(n => [n, 'v']))));
        expect(passed.sort()).toEqual(sent.filter(trailerPasses).sort());
        expect(passed.filter(n => n.startsWith('x-mycelium-'))).toEqual([]);
      }),
    );
  });
});
