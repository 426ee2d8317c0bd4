import { describe, expect, it } from 'vitest';
import { parseAddressBlock } from './address.ts';
import { compileSources } from './source.ts';

describe('an address block', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.*', '10.0.0.77', true],
    ['10.0.*.*', '10.0.9.9', true],
    ['10.0.0.*', '10.0.1.7', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/8', '10.1.2.3', true],
    ['2001:db8::/32', '2001:db8:1::7', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['[::1]', '::1', true],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '::2', false],
    ['fe80::/10', 'fe80::1%eth0', true],
  ])('%s and %s: %s', (block, address, expected) => {
    expect(parseAddressBlock(block)?.(address)).toBe(expected);
  });

  it.each([
    '10.0.0',
    '10.0.0.256',
    '10.0.0.0/33',
    'example.com',
    '1::2::3',
    '10.0.0.0/x',
    '*',
    '::/129',
    '12345::',
  ])('%s is none', text => {
    expect(parseAddressBlock(text)).toBeUndefined();
  });
});

describe('allowed sources', () => {
  it('compare names with Host, wildcards and ports included', () => {
    const policy = compileSources(['*.telegram.org', 'exact.example']);
    expect(policy?.allows({ address: '8.8.8.8', host: 'api.telegram.org' })).toBe(true);
    expect(policy?.allows({ address: '8.8.8.8', host: 'Exact.Example:8080' })).toBe(true);
    expect(policy?.allows({ address: '8.8.8.8', host: 'eviltelegram.org' })).toBe(false);
    expect(policy?.allows({ address: '8.8.8.8', host: undefined })).toBe(false);
  });

  it("compare addresses with the client's", () => {
    const policy = compileSources(['10.0.0.*']);
    expect(policy?.allows({ address: '10.0.0.9', host: undefined })).toBe(true);
    expect(policy?.allows({ address: '10.0.1.9', host: '10.0.0.9' })).toBe(false);
  });

  it("know Telegram's published addresses by its name", () => {
    const policy = compileSources(['api.telegram.org']);
    expect(policy?.allows({ address: '149.154.167.220', host: 'gateway.example' })).toBe(true);
    expect(policy?.allows({ address: '149.154.176.1', host: 'gateway.example' })).toBe(false);
  });

  it('are no restriction when none is named', () => {
    expect(compileSources([])).toBeUndefined();
  });
});
