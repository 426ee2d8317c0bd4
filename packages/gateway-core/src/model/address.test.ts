import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress } from './address.ts';

describe('the one spelling of an address', () => {
  it('is that of addresses in URLs', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.boolean(), (groups, upper) => {
        const hex = groups.map(value => value.toString(16).padStart(upper ? 4 : 1, '0')).join(':');
        const text = upper ? hex.toUpperCase() : hex;
        fc.pre(!/^(0+:){5}ffff:/i.test(text));
        expect(canonicalAddress(text)).toBe(new URL(`http://[${text}]`).hostname.slice(1, -1));
        expect(canonicalAddress(canonicalAddress(text) ?? '')).toBe(canonicalAddress(text));
      }),
    );
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['0:0:0:0:0:ffff:c000:207', '192.0.2.7'],
    ['[2001:DB8::0:9]', '2001:db8::9'],
    ['::', '::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%x";proto=https;by="y', 'fe80::1'],
    ['999.1.1.1', undefined],
    ['::::::', undefined],
    ['unknown', undefined],
    ['', undefined],
  ])('of %s is %s', (text, spelled) => expect(canonicalAddress(text)).toBe(spelled));
});
