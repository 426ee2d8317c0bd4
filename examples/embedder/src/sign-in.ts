import type { LoginView } from '@mycelium/accounts';
import type { Profile } from '@mycelium/profile';
import type { EmbeddedDomain } from './embedded-domain.ts';

const LINK = /\/magic-link\/display\/([\w-]+)/;

/**
 * The whole way of a new person: ask for a link, take its token from the mail, sign in, create an account, read the
 * profile. Throws `AppError` when a step is refused.
 */
export async function signInAndReadProfile(domain: EmbeddedDomain, email: string): Promise<Profile> {
  await domain.call('beginners.magicLink.request', { email });
  const [mail] = await domain.takeMails();
  const linkToken = LINK.exec(mail?.text ?? '')?.[1];
  const { token } = await domain.call<LoginView>('beginners.magicLink.verify', { token: linkToken });
  await domain.call('beginners.accounts.create', { name: email }, token);
  return domain.call<Profile>('beginners.profile.get', { withUrl: false }, token);
}
