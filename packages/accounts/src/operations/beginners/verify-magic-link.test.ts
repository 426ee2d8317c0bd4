import { aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { LoginView } from '../../views/login-view.ts';
import { requestMagicLink } from './request-magic-link.ts';
import { verifyMagicLink } from './verify-magic-link.ts';

const email = 'maria@acme.example';
const NOT_FOUND = { code: 'MYC00008', kind: 'unauthenticated' };

async function withLink() {
  const opened = world();
  await opened.call(requestMagicLink, { email });
  return { ...opened, verify: (params: object) => opened.call<LoginView>(verifyMagicLink, params) };
}

it('registers the e-mail at its first sign-in, active and principal, and says so in the trail', async () => {
  const { verify, stores, invalidated, faults } = await withLink();
  const login = await verify({ token: 'link-1' });
  const [user] = stores.rows().users;
  expect(login).toEqual({
    token: `full:${email}`,
    type: 'Bearer',
    duration: 3600,
    totp_required: false,
    totpRequired: false,
    id: user?.id,
    username: email,
    email: { username: 'maria', domain: 'acme.example' },
    isActive: true,
    isPrincipal: true,
    created: '2026-01-01T12:00:00.000Z',
    provider: { internal: {} },
    mfa: { totp: 'unknown' },
  });
  expect(stores.rows().audit).toMatchObject([
    {
      resourceType: 'user',
      resourceId: user?.id,
      event: 'created',
      metadata: { action: 'create_default_user' },
      performedBy: { id: user?.id, from: 'user', email: btoa(email) },
    },
  ]);
  expect(invalidated).toEqual([`caller:${email}`]);
  expect(faults).toEqual([]);
});

it('signs a known user in by e-mail and code, without registering anybody', async () => {
  const { verify, stores } = await withLink();
  const maria = aUser({ email, provider: { internal: { passwordHash: 'argon2' } } });
  await stores.addUser(maria);
  const login = await verify({ email: 'MARIA@acme.example', code: ' 000001 ' });
  expect(login).toMatchObject({ id: maria.id, firstName: 'Maria', provider: { internal: {} } });
  expect(JSON.stringify(login)).not.toContain('argon2');
  expect(stores.rows().users).toHaveLength(1);
  expect(stores.rows().audit).toEqual([]);
});

it('M3 opens exactly one session when a link is redeemed many times at once', async () => {
  const { verify, stores } = await withLink();
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => verify(n % 2 ? { token: 'link-1' } : { email, code: '000001' })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of tries) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject(NOT_FOUND);
  }
  expect(stores.rows().users).toHaveLength(1);
});

it('M4 voids a link after five wrong codes, counted although each was refused', async () => {
  const { verify } = await withLink();
  for (let guess = 100_000; guess < 100_005; guess += 1) {
    await expect(verify({ email, code: String(guess) })).rejects.toMatchObject(NOT_FOUND);
  }
  await expect(verify({ email, code: '000001' })).rejects.toMatchObject(NOT_FOUND);
  await expect(verify({ token: 'link-1' })).rejects.toMatchObject(NOT_FOUND);
});

it('M8 refuses a link that was used, replaced, is too old or belongs to somebody else', async () => {
  const { verify, call, clock } = await withLink();
  await expect(verify({ email: 'eve@acme.example', code: '000001' })).rejects.toMatchObject(NOT_FOUND);
  await call(requestMagicLink, { email });
  await expect(verify({ token: 'link-1' })).rejects.toMatchObject(NOT_FOUND);
  await verify({ token: 'link-2' });
  await expect(verify({ token: 'link-2' })).rejects.toMatchObject(NOT_FOUND);
  await call(requestMagicLink, { email });
  clock.advance(3600);
  await expect(verify({ token: 'link-3' })).rejects.toMatchObject(NOT_FOUND);
});

it('refuses an inactive user, and uses the link up', async () => {
  const { verify, stores } = await withLink();
  await stores.addUser(aUser({ email, isActive: false }));
  await expect(verify({ token: 'link-1' })).rejects.toMatchObject({ code: 'MYC00043' });
  await expect(verify({ token: 'link-1' })).rejects.toMatchObject(NOT_FOUND);
});

it('M13 gives a user with a second factor a token for its check alone', async () => {
  const { verify, stores } = await withLink();
  const mfa = { totp: { enabled: { verified: true, issuer: 'Mycelium', secret: 'ciphertext' } } };
  await stores.addUser(aUser({ email, mfa }));
  const login = await verify({ token: 'link-1' });
  expect(login).toMatchObject({
    token: `pending:${email}`,
    duration: 300,
    totp_required: true,
    totpRequired: true,
    mfa: { totp: { enabled: { verified: true, issuer: 'Mycelium', secret: 'REDACTED' } } },
  });
  expect(JSON.stringify(login)).not.toContain('ciphertext');
});

it.each([
  { totp: { enabled: { verified: false, issuer: 'Mycelium', secret: 'x' } } },
  { totp: 'disabled' },
  { totp: 'unknown' },
  null,
  'garbage',
])('asks for no second factor that was never confirmed: %j', async mfa => {
  const { verify, stores } = await withLink();
  await stores.addUser(aUser({ email, mfa }));
  expect(await verify({ token: 'link-1' })).toMatchObject({ totpRequired: false });
});

it.each([
  [{}, 'email'],
  [{ email }, 'code'],
  [{ code: '000001' }, 'email'],
  [{ token: 'link-1', code: '000001' }, 'code'],
  [{ email, code: '1' }, 'code'],
  [{ email, code: '00000１' }, 'code'],
  [{ token: 'link-1', callbackUrl: 'https://evil.example' }, 'callbackUrl'],
])('refuses %j and uses nothing up', async (params, path) => {
  const { verify } = await withLink();
  await expect(verify(params)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  expect(await verify({ token: 'link-1' })).toMatchObject({ type: 'Bearer' });
});
