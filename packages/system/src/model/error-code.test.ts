import { expect, it } from 'vitest';
import { codeText, isPrefix, parseCode } from './error-code.ts';

it.each([
  ['SVC00001', { prefix: 'SVC', number: 1 }],
  ['AB00000', { prefix: 'AB', number: 0 }],
  ['ABCD123456', { prefix: 'ABCD', number: 123_456 }],
  ['SVC2147483647', { prefix: 'SVC', number: 2_147_483_647 }],
])('reads %s, and writes it the same', (text, parts) => {
  expect(parseCode(text)).toEqual(parts);
  expect(codeText(parts)).toBe(text);
});

it.each([
  '',
  'SVC',
  '00001',
  'SVC1',
  'SVC0001',
  'SVC000001',
  'svc00001',
  'A00001',
  'ABCDE00001',
  ' SVC00001',
  'SVC00001\n',
  'SVC-00001',
  'SVC2147483648',
  'ÄBC00001',
])('takes %j for no code', text => {
  expect(parseCode(text)).toBeUndefined();
});

it('takes two to four capital letters for a prefix', () => {
  expect(['AB', 'SVC', 'ABCD'].every(isPrefix)).toBe(true);
  expect(['A', 'ABCDE', 'svc', 'SV1', 'SVC\n', ''].some(isPrefix)).toBe(false);
});
