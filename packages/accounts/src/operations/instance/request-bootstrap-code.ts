import { shape, text } from '@mycelium/schema';
import { emailText, parseEmail } from '../../model/email.ts';
import { LinkSent } from '../beginners/request-magic-link.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { sendMagicLink } from '../send-magic-link.ts';
import { BOOTSTRAP_PATH, isClaimable } from './bootstrap-claim.ts';

type Ports = Needs<'bootstrapSecret' | 'unitOfWork' | 'clock' | 'ids' | 'linkSecrets' | 'settings'>;

export const requestBootstrapCode = operation({
  name: 'instance.bootstrap.requestCode',
  route: `POST ${BOOTSTRAP_PATH}/request-code`,
  access: 'public',
  feature: 'internal-sign-in',
  summary: 'Send the code that claims the first staff account.',
  description:
    'Answers the same whatever happens. A mail is sent only for the right secret, before the claim.',
  params: shape('RequestBootstrapCodeParams', { secret: text({ max: 4096 }), email: text({ max: 4096 }) }),
  result: LinkSent,
  errors: [],
  example: {
    params: { secret: 'the bootstrap secret', email: 'maria@acme.example' },
    result: { sent: true },
  },
  run: async (ports: Ports, _context, { secret, email: given }) => {
    const email = parseEmail(given);
    if (email && ports.bootstrapSecret.matches(secret) && (await isClaimable(ports))) {
      await sendMagicLink(ports, emailText(email));
    }
    return { sent: true as const };
  },
});
