import { literal, shape } from '@mycelium/schema';
import { emailAddress } from '../fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { MAGIC_LINK_PATH, sendMagicLink } from '../send-magic-link.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'linkSecrets' | 'settings'>;

/** The answer to every well-formed request, so that it tells nothing about the e-mail. */
export const LinkSent = shape('LinkSent', { sent: literal(true) });

export const requestMagicLink = operation({
  name: 'beginners.magicLink.request',
  route: `POST ${MAGIC_LINK_PATH}/request`,
  access: 'public',
  feature: 'internal-sign-in',
  summary: 'Send a sign-in link to an e-mail address.',
  description:
    'Answers the same for known and unknown addresses, and when an address had its three links of the hour. ' +
    'A new link voids the earlier ones.',
  params: shape('RequestMagicLinkParams', { email: emailAddress() }),
  result: LinkSent,
  errors: [],
  example: { params: { email: 'maria@acme.example' }, result: { sent: true } },
  run: async (ports: Ports, _context, { email }) => {
    await sendMagicLink(ports, email);
    return { sent: true as const };
  },
});
