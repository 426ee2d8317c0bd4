import { expect, it } from 'vitest';
import { passwordHash } from './password-hash.ts';

it('agrees with the reference implementation of Argon2', () => {
  const hash = passwordHash('password', { salt: Buffer.from('somesalt'), memory: 65_536, passes: 2 });
  expect(hash).toBe('$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc');
});

it('salts every password anew', () => {
  const [first, second] = [passwordHash('zoë 🍄'), passwordHash('zoë 🍄')];
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(second).not.toBe(first);
});
