import { expect, it } from 'vitest';
import { AppError, catalogue, errors, refuse } from './index.ts';

it('gives every error a code of its own', () => {
  const codes = catalogue.map(entry => entry.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^MYC\d{5}$/);
});

it('keeps the published codes at their published meaning', () => {
  expect(errors.USER_NOT_FOUND.code).toBe('MYC00009');
  expect(errors.INSUFFICIENT_PRIVILEGES.code).toBe('MYC00019');
  expect(errors.TOTP_CODE_INVALID.code).toBe('MYC00023');
});

it('lets a refusal say more than the catalogue without changing its code', () => {
  const refusal = refuse('INVALID_INPUT', {
    message: 'email: not an e-mail address',
    problems: [{ path: 'email', message: 'not an e-mail address' }],
  });
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({
    code: 'MYC00033',
    kind: 'invalid',
    message: 'email: not an e-mail address',
  });
});
