import { addSeconds } from '@mycelium/kernel';
import { renderMail } from '@mycelium/notifications';
import { MAX_LINKS_PER_HOUR, type MagicLink } from '../model/magic-link.ts';
import { absoluteUrl, brandOf, type Needs } from './ports.ts';

export const MAGIC_LINK_PATH = '/_adm/beginners/users/magic-link';

type SendingPorts = Needs<'unitOfWork' | 'clock' | 'ids' | 'linkSecrets' | 'settings'>;

const AN_HOUR = 3600;

/**
 * Issues a sign-in link and queues its mail, both or neither. Tells nobody whether it did: an e-mail that had its
 * share of links, or an installation without an address of its own, gets none. Whether the e-mail is known is not
 * even looked up.
 */
export async function sendMagicLink(ports: SendingPorts, email: string): Promise<void> {
  const { unitOfWork, clock, settings } = ports;
  if (settings.domainUrl === undefined) return;
  const token = ports.linkSecrets.newToken();
  const link = newLink(ports, { email, token });
  const limit = { since: addSeconds(clock.now(), -AN_HOUR), max: MAX_LINKS_PER_HOUR };
  // Never from the request's own host: that is the caller's to choose.
  const url = absoluteUrl(settings.domainUrl, `${MAGIC_LINK_PATH}/display/${token}`);
  const mail = renderMail({
    template: 'magic-link-request',
    locale: settings.locale ?? 'en-us',
    brand: brandOf(settings),
    variables: { magic_link_url: url, expires_in_minutes: minutesOf(settings.linkExpiresIn) },
  });
  const id = ports.ids.uuid();
  await unitOfWork.run(async ({ magicLinks, mails }) => {
    if ((await magicLinks.issue(link, limit)) === 'throttled') return;
    await mails.append({ ...mail, id, created: link.createdAt, from: settings.sender, to: email });
  });
}

export const minutesOf = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

function newLink(
  { clock, ids, linkSecrets, settings }: SendingPorts,
  { email, token }: { readonly email: string; readonly token: string },
): MagicLink {
  const createdAt = clock.now();
  return {
    id: ids.uuid(),
    email,
    tokenHash: linkSecrets.tokenHash(token),
    codeHash: linkSecrets.codeHash(email, linkSecrets.codeOf(token)),
    createdAt,
    expiresAt: addSeconds(createdAt, settings.linkExpiresIn),
  };
}
