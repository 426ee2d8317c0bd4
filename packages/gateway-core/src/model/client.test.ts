import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAt, clientBehind, compileTrust } from './client.ts';
import { FieldBlock } from './field-block.ts';
import { parseForwarded } from './forwarded.ts';

const trusted = compileTrust(['10.0.0.0/8', '2001:db8:1::/48']) ?? (() => false);
const peer = clientAt('10.0.0.1', false);
const behind = (...raw: string[]) => clientBehind(peer, raw, trusted);
const addressBehind = (...raw: string[]) => {
  const client = behind(...raw);
  return typeof client === 'string' ? client : client.address;
};

const told = (address: string, proto: string, forwarded: string) => [
  ...['x-forwarded-for', address],
  ...['x-forwarded-proto', proto],
  ...['forwarded', forwarded],
];

describe('a client seen directly', () => {
  it('is told to services with IPv6 bracketed and quoted, IPv4-mapped as IPv4', () => {
    expect(clientAt('2001:db8::7', true)).toEqual({
      address: '2001:db8::7',
      encrypted: true,
      fields: new FieldBlock(told('2001:db8::7', 'https', 'for="[2001:db8::7]";proto=https')),
    });
    expect(clientAt('::ffff:192.0.2.1', false)).toMatchObject({
      address: '192.0.2.1',
      fields: { fields: told('192.0.2.1', 'http', 'for=192.0.2.1;proto=http') },
    });
  });

  it('costs no question where nobody is trusted', () => {
    expect(compileTrust([])).toBeUndefined();
  });
});

describe('H8: a client behind trusted proxies', () => {
  it.each([
    ['one hop', '198.51.100.7', '198.51.100.7'],
    ['a forged entry on the left', '127.0.0.1, 198.51.100.7', '198.51.100.7'],
    ['trusted hops on the right', '127.0.0.1, 198.51.100.7, 10.9.9.9, 10.0.0.2', '198.51.100.7'],
    ['only trusted hops: the first of them', '10.1.1.1, 10.0.0.2', '10.1.1.1'],
    ['ports and brackets', '198.51.100.7:4711', '198.51.100.7'],
    ['IPv6 with a port', '[2001:DB8::9]:4711', '2001:db8::9'],
    ['plain IPv6', '2001:db8::9', '2001:db8::9'],
    ['an address that was hidden', 'unknown', 'unknown'],
    ['something that is no address', 'evil.example, 10.0.0.2', 'unknown'],
    ['an IPv4-mapped trusted hop', '198.51.100.7, ::ffff:10.0.0.2', '198.51.100.7'],
  ])('X-Forwarded-For, %s', (_, value, expected) => {
    expect(addressBehind('X-Forwarded-For', value)).toBe(expected);
  });

  it.each([
    ['one hop', 'for=198.51.100.7', '198.51.100.7'],
    ['any case, other pairs', 'By=10.0.0.1;FOR="198.51.100.7:80";proto=https', '198.51.100.7'],
    [
      'a forged entry on the left',
      'for=127.0.0.1, for=198.51.100.7;by=10.0.0.3, for=10.0.0.2',
      '198.51.100.7',
    ],
    ['IPv6', 'for="[2001:db8::9]:80"', '2001:db8::9'],
    ['a pseudonym', 'for=_hidden', 'unknown'],
    ['no "for" at all', 'proto=https', 'unknown'],
  ])('Forwarded, %s', (_, value, expected) => {
    expect(addressBehind('Forwarded', value)).toBe(expected);
  });

  it('joins several fields of one name in their order', () => {
    expect(addressBehind('X-Forwarded-For', '127.0.0.1', 'x-forwarded-for', '198.51.100.7')).toBe(
      '198.51.100.7',
    );
  });

  it.each([
    'for="127.0.0.1, for=198.51.100.7',
    'for="x, for="[2001:db8::9]"',
    'for=1.2.3.4 for=5.6.7.8',
    'for=a;for=b',
  ])('refuses a damaged Forwarded: %s', value => {
    expect(behind('Forwarded', value)).toMatch(/damaged/);
  });

  it('refuses fields that name different clients, and takes those that agree', () => {
    expect(behind('Forwarded', 'for=127.0.0.1', 'X-Forwarded-For', '198.51.100.7')).toMatch(/different/);
    expect(addressBehind('Forwarded', 'for=198.51.100.7', 'X-Forwarded-For', '198.51.100.7')).toBe(
      '198.51.100.7',
    );
  });

  it('takes the scheme from the same hop, or from the last word of X-Forwarded-Proto', () => {
    expect(behind('Forwarded', 'for=1.1.1.1;proto=http, for=198.51.100.7;proto=https')).toMatchObject({
      encrypted: true,
    });
    expect(behind('X-Forwarded-For', '198.51.100.7', 'X-Forwarded-Proto', 'http, https')).toMatchObject({
      encrypted: true,
      fields: { fields: told('198.51.100.7', 'https', 'for=198.51.100.7;proto=https') },
    });
    expect(behind('X-Forwarded-For', '198.51.100.7', 'X-Forwarded-Proto', 'gopher')).toMatchObject({
      encrypted: false,
    });
  });

  it('is the peer itself when it names nobody', () => {
    expect(behind('Accept', '*/*')).toMatchObject({ address: '10.0.0.1', encrypted: false });
  });

  it('is never an address that stands left of the nearest stranger, whatever is written there', () => {
    const junk = fc.stringMatching(/^[ -~]{0,40}$/);
    fc.assert(
      fc.property(junk, text => {
        expect(addressBehind('X-Forwarded-For', `${text}, 198.51.100.7`)).toBe('198.51.100.7');
        const found = addressBehind('Forwarded', `${text}, for=198.51.100.7`);
        expect(['198.51.100.7', 'the field Forwarded is damaged']).toContain(found);
      }),
    );
  });
});

it('a long run of blanks in Forwarded is read in one go', () => {
  const began = performance.now();
  parseForwarded(`${' '.repeat(16_000)}x`);
  expect(performance.now() - began).toBeLessThan(100);
});
