import { describe, expect, it } from 'vitest';
import { type CorsGrant, compileCors, originProblem } from './cors.ts';

const pairs = (grant: CorsGrant | undefined, of: 'answer' | 'preflight' = 'answer') => {
  const flat = grant?.[of] ?? [];
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));
};

describe('allowed origins', () => {
  it('give a named origin its name back, and credentials', () => {
    const grant = compileCors(['https://app.example.com']).grant('https://app.example.com');
    expect(pairs(grant)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
    expect(pairs(grant)['access-control-expose-headers']).toContain('x-mycelium-request-id');
    expect(pairs(grant, 'preflight')).toMatchObject({ 'access-control-max-age': '3600' });
  });

  it('give any origin a star and never credentials', () => {
    const grant = compileCors(['*']).grant('null');
    expect(pairs(grant)).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(pairs(grant)).not.toHaveProperty('access-control-allow-credentials');
    expect(pairs(grant)).not.toHaveProperty('vary');
  });

  it('tell caches apart what a star and a name beside it are told', () => {
    const policy = compileCors(['*', 'https://app.example.com']);
    expect(pairs(policy.grant('https://app.example.com'))).toHaveProperty('access-control-allow-credentials');
    expect(pairs(policy.grant('https://other.example'))).toEqual(
      expect.objectContaining({ 'access-control-allow-origin': '*', vary: 'Origin' }),
    );
  });

  it.each([
    ['https://app.example.com', 'https://app.example.com:8443'],
    ['https://app.example.com', 'http://app.example.com'],
    ['https://app.example.com', 'https://app.example.com.evil.net'],
    ['https://*.example.com', 'https://evilexample.com'],
    ['https://*.example.com', 'https://example.com'],
    ['https://*.example.com', 'http://a.example.com'],
    ['https://*.example.com', 'https://a.example.com.evil.net'],
    ['https://*.example.com', 'https://evil.net/.example.com'],
    ['https://*.example.com', 'https://.example.com'],
    ['https://*.example.com', 'https://a..example.com'],
    ['https://*example.com', 'https://evilexample.com'],
    ['https://app.example.com', 'null'],
  ])('H15: %s does not cover %s', (entry, origin) => {
    expect(compileCors([entry]).grant(origin)).toBeUndefined();
  });

  it('cover whole labels below a wildcard, without credentials', () => {
    const policy = compileCors(['https://*.example.com', 'https://*.dev.example:8443']);
    expect(pairs(policy.grant('https://a.b.example.com'))).toMatchObject({
      'access-control-allow-origin': 'https://a.b.example.com',
      vary: 'Origin',
    });
    expect(pairs(policy.grant('https://a.example.com'))).not.toHaveProperty(
      'access-control-allow-credentials',
    );
    expect(policy.grant('https://x.dev.example:8443')).toBeDefined();
  });

  it('cover nothing when there are none', () => {
    expect(compileCors([]).grant('https://app.example.com')).toBeUndefined();
  });

  it.each([
    '*',
    'http://localhost:3000',
    'https://*.example.com',
    'chrome-extension://abc',
    'http://[::1]:3000',
  ])('may read %s', entry => {
    expect(originProblem(entry)).toBeUndefined();
  });

  it.each(['https://*example.com', 'app.example.com', 'https://app.example.com/path', 'https://a.*.com', ''])(
    'may not read "%s"',
    entry => {
      expect(originProblem(entry)).toMatch(/must be an origin|whole labels/);
    },
  );
});
