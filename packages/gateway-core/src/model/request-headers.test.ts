import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER, requestRule } from './header-policy.ts';
import { RequestHeaders } from './request-headers.ts';

const names = (headers: RequestHeaders): string[] => headers.passed.filter((_, i) => i % 2 === 0);

describe('the fields of a request', () => {
  it('H1: never pass on a name of the gateway, in any case', () => {
    const name = fc.constantFrom(...Object.values(HEADER), 'x-mycelium-anything');
    const cased = fc
      .tuple(name, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }))
      .map(([text, upper]) =>
        [...text].map((c, i) => (upper[i % upper.length] ? c.toUpperCase() : c)).join(''),
      );
    fc.assert(
      fc.property(fc.array(cased, { maxLength: 5 }), forged => {
        const headers = new RequestHeaders(['Accept', '*/*', ...forged.flatMap(n => [n, 'forged'])]);
        expect(names(headers)).toEqual(['Accept']);
      }),
    );
  });

  it('pass exactly what the policy says, whatever is sent', () => {
    const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
    const known = fc.constantFrom(
      'Connection',
      'TE',
      'Forwarded',
      'X-Forwarded-For',
      'X-Real-IP',
      'Authorization',
      'Cookie',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, known), { maxLength: 10 }), sent => {
        const raw = sent.filter(n => n.toLowerCase() !== 'connection').flatMap(n => [n, 'v']);
        const expected = raw.filter((n, i) => i % 2 === 0 && requestRule(n.toLowerCase()).fate === 'pass');
        expect(names(new RequestHeaders(raw))).toEqual(expected);
      }),
    );
  });

  it.each(['X_Mycelium_Profile', 'x-mycelium_profile', 'X-Mycelium_Email', 'some_name'])(
    'H2: refuse %s',
    name => {
      expect(new RequestHeaders([name, 'v']).refusal).toMatch(/underscore/);
    },
  );

  it('H2: or remove it, where that is asked for', () => {
    const headers = new RequestHeaders(['X_Mycelium_Profile', 'v', 'some_name', 'v', 'X-Own', 'v'], 'remove');
    expect([headers.refusal, headers.passed]).toEqual([undefined, ['X-Own', 'v']]);
  });

  it('H3: drop what Connection nominates, before anything of ours is added', () => {
    const headers = new RequestHeaders([
      'Connection',
      'close, X-Custom, x-mycelium-profile',
      'X-Custom',
      '1',
      'X-Kept',
      '2',
    ]);
    expect(names(headers)).toEqual(['X-Kept']);
  });

  it('H3: keep Host and Content-Length, whatever Connection says', () => {
    const raw = ['Connection', 'host, content-length', 'Host', 'a.example', 'Content-Length', '2'];
    expect(new RequestHeaders(raw).passed).toEqual(raw.slice(2));
  });

  it.each(['a.example', 'A_b.example:8080', '127.0.0.1', '[::1]:80', 'xn--bcher-kva.example.', 'a:'])(
    'take %s for a host',
    host => expect(new RequestHeaders(['Host', host])).toMatchObject({ host, refusal: undefined }),
  );

  it.each(['', 'a b', 'a/b', 'user@a', 'a?b', 'a#b', 'a:b', '[::1', '[::1]x', 'a, b', 'http://a', 'a:1:2'])(
    'refuse %j as a host',
    host => expect(new RequestHeaders(['Host', host]).refusal).toMatch(/host/),
  );

  it.each([
    'Authorization',
    'x-mycelium-connection-string',
    'Host',
    'Content-Length',
    'x-mycelium-tenant-id',
  ])('H5: refuse a second %s', name => {
    expect(new RequestHeaders([name, 'a', name.toUpperCase(), 'a']).refusal).toMatch(/twice/);
  });

  it('H7: refuse a tab in a value', () => {
    expect(new RequestHeaders(['Content-Type', 'application/json\t;x']).refusal).toMatch(/tab/);
  });

  it('keep several values of one name', () => {
    const headers = new RequestHeaders(['X-Tag', 'a', 'X-Tag', 'b']);
    expect(headers.passed).toEqual(['X-Tag', 'a', 'X-Tag', 'b']);
  });

  it('tell whether there is a body', () => {
    expect(new RequestHeaders(['Content-Length', '5']).hasBody).toBe(true);
    expect(new RequestHeaders(['Transfer-Encoding', 'chunked']).hasBody).toBe(true);
    expect(new RequestHeaders(['Content-Length', '0']).hasBody).toBe(false);
    expect(new RequestHeaders([]).hasBody).toBe(false);
  });
});
