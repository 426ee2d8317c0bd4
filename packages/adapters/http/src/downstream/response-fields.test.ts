import { clientAt, Exchange, HEADER, responsePasses, trailerPasses } from '@mycelium/gateway-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldList, responseFields, trailerFields } from './response-fields.ts';

const exchange = new Exchange({
  method: 'GET',
  target: '/x',
  rawHeaders: [],
  client: clientAt('127.0.0.1', false),
  requestId: 'its-id',
});

const answered = (fields: readonly (readonly [string, string])[], connection?: string) => ({
  status: 200,
  connection,
  ...fieldList(fields.flat()),
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
        const answer = answered(sent.map(n => [n, 'v']));
        expect(names(responseFields(answer, exchange))).toEqual([
          ...sent.filter(responsePasses),
          HEADER.requestId,
        ]);
      }),
    );
  });

  it('hold none that Connection nominates', () => {
    const fields = [['X-Hop', '1'] as const, ['X-Own', '2'] as const];
    const answer = answered([['Connection', 'close, X-HOP'], ...fields], 'close, X-HOP');
    expect(names(responseFields(answer, exchange))).toEqual(['X-Own', HEADER.requestId]);
  });

  it('keep their spelling, their order and their repetitions', () => {
    const fields = [['Set-Cookie', 'a=1'] as const, ['X-A', '1'] as const, ['set-cookie', 'b=2'] as const];
    const passed = responseFields(answered(fields), exchange);
    expect(passed).toEqual([...fields.flat(), HEADER.requestId, 'its-id']);
  });

  it('H4: at its end are exactly those that the policy lets pass there, and none of ours', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), sent => {
        const passed = Object.keys(trailerFields(fieldList(sent.flatMap(n => [n, 'v']))));
        expect(passed.sort()).toEqual(sent.filter(trailerPasses).sort());
        expect(passed.filter(n => n.startsWith('x-mycelium-'))).toEqual([]);
      }),
    );
  });
});
