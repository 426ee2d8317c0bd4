import { parseField } from '@mycelium/schema';
import { expect, it } from 'vitest';
import { keyValue, tenantDescription, tenantMetaKey, tenantName } from './fields.ts';

it.each([
  ['country=BR', { key: 'country', value: 'BR' }],
  ['a=b=c', { key: 'a', value: 'b=c' }],
  ['a = b', { key: 'a ', value: ' b' }],
])('reads %j as key and value', (written, value) => {
  expect(parseField(keyValue(), written)).toEqual({ ok: true, value });
});

it.each(['', 'country', '=BR', 'country=', '=', 7, null, { key: 'a', value: 'b' }, `a=${'b'.repeat(5000)}`])(
  'refuses %j as key and value',
  written => {
    expect(parseField(keyValue(), written)).toMatchObject({
      ok: false,
      problems: [{ path: '', message: 'must be written key=value' }],
    });
  },
);

it('takes names without blanks around them, as long as they fit', () => {
  expect(parseField(tenantName(), '  Acme ')).toEqual({ ok: true, value: 'Acme' });
  expect(parseField(tenantName(), 'n'.repeat(255))).toMatchObject({ ok: true });
  for (const name of ['', '   ', 'n'.repeat(256), 7, null, 'a\u0000b']) {
    expect(parseField(tenantName(), name)).toMatchObject({ ok: false });
  }
  expect(parseField(tenantDescription(), 'd'.repeat(2001))).toMatchObject({ ok: false });
  expect(parseField(tenantDescription(), '')).toEqual({ ok: true, value: '' });
});

it('says what a key of the metadata may be', () => {
  expect(parseField(tenantMetaKey(), 'country')).toEqual({ ok: true, value: 'country' });
  for (const key of ['a b', '', 7, '__proto__']) {
    expect(parseField(tenantMetaKey(), key)).toMatchObject({
      problems: [{ message: 'must be 1 to 64 printable ASCII characters without blanks' }],
    });
  }
});
