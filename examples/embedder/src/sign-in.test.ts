import type { LoginView } from '@mycelium/accounts';
import { settableClock } from '@mycelium/testkit';
import { describe, expect, it } from 'vitest';
import { embeddedDomain } from './embedded-domain.ts';
import { signInAndReadProfile } from './sign-in.ts';

const email = 'ada@example.com';

describe('the domain inside another program', () => {
  it('signs a new person in and gives the profile', async () => {
    const profile = await signInAndReadProfile(embeddedDomain(), email);
    expect(profile).toMatchObject({
      email,
      owners: [{ email, isPrincipal: true }],
      accountIsActive: true,
      accountWasApproved: true,
      isStaff: false,
      tenants: [],
    });
  });

  it('refuses without a token what needs a caller', async () => {
    await expect(embeddedDomain().call('beginners.profile.get', {})).rejects.toMatchObject({
      code: 'MYC00034',
    });
  });

  it('takes a link once', async () => {
    const domain = embeddedDomain();
    await domain.call('beginners.magicLink.request', { email });
    const token = (await domain.takeMails())[0]?.text.match(/display\/([\w-]+)/)?.[1];
    await domain.call<LoginView>('beginners.magicLink.verify', { token });
    await expect(domain.call('beginners.magicLink.verify', { token })).rejects.toMatchObject({
      code: 'MYC00008',
    });
  });

  it('refuses a session that has expired', async () => {
    const clock = settableClock(new Date('2026-01-01T12:00:00Z'));
    const domain = embeddedDomain({ clock });
    await domain.call('beginners.magicLink.request', { email });
    const linkToken = (await domain.takeMails())[0]?.text.match(/display\/([\w-]+)/)?.[1];
    const { token } = await domain.call<LoginView>('beginners.magicLink.verify', { token: linkToken });
    clock.advance(13 * 3600);
    await expect(domain.call('beginners.accounts.get', {}, token)).rejects.toMatchObject({
      code: 'MYC00036',
    });
  });

  it('keeps two domains apart', async () => {
    const [one, other] = [embeddedDomain(), embeddedDomain()];
    await signInAndReadProfile(one, email);
    await other.call('beginners.magicLink.request', { email });
    expect(await one.takeMails()).toHaveLength(1);
    expect(await other.takeMails()).toHaveLength(1);
  });
});
