import { refuse } from '@mycelium/kernel';
import { optional, shape, text } from '@mycelium/schema';
import type { LinkCredential } from '../../ports/stores.ts';
import type { LinkSecrets } from '../../ports/tokens.ts';
import { LoginView } from '../../views/login-view.ts';
import { EXAMPLE_LOGIN } from '../example-values.ts';
import { emailAddress } from '../fields.ts';
import { openSession } from '../open-session.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { userOrRegister } from '../register-user.ts';
import { MAGIC_LINK_PATH } from '../send-magic-link.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache' | 'linkSecrets' | 'tokenSigner'>;

interface Params {
  readonly token?: string;
  readonly email?: string;
  readonly code?: string;
}

export const verifyMagicLink = operation({
  name: 'beginners.magicLink.verify',
  route: `POST ${MAGIC_LINK_PATH}/verify`,
  access: 'public',
  feature: 'internal-sign-in',
  summary: 'Exchange a sign-in link or its code for an access token.',
  description:
    'Takes either the token of the link or the e-mail with the six-digit code that the link shows; both work once. ' +
    'The first sign-in with an e-mail registers it. With a second factor the token opens only its check.',
  params: shape('VerifyMagicLinkParams', {
    token: optional(text({ min: 1, max: 4096 })),
    email: optional(emailAddress()),
    code: optional(text({ pattern: /^\d{6}$/, trim: true })),
  }),
  result: LoginView,
  errors: ['TOKEN_NOT_FOUND', 'USER_INACTIVE', 'USER_ALREADY_REGISTERED'],
  example: { params: { email: 'maria@acme.example', code: '042042' }, result: EXAMPLE_LOGIN },
  run: async (ports: Ports, _context, params) => {
    const { unitOfWork, clock, linkSecrets, tokenSigner } = ports;
    const credential = credentialOf(params, linkSecrets);
    // Refusals come after the commit: a wrong code must stay counted, and a used link used.
    const user = await unitOfWork.run(async stores => {
      const link = await stores.magicLinks.consume(credential, clock.now());
      if (!link) return undefined;
      return userOrRegister(stores, ports, { email: link.email, provider: { internal: {} } });
    });
    if (!user) throw refuse('TOKEN_NOT_FOUND', { details: 'Ask for a new link and use it within its time.' });
    if (!user.isActive) throw refuse('USER_INACTIVE');
    return openSession(tokenSigner, user);
  },
});

function credentialOf({ token, email, code }: Params, secrets: LinkSecrets): LinkCredential {
  if (token !== undefined && code === undefined) return { tokenHash: secrets.tokenHash(token) };
  if (token === undefined && email !== undefined && code !== undefined) {
    return { email, codeHash: secrets.codeHash(email, code) };
  }
  throw refuse('INVALID_INPUT', {
    message: 'Send either the token of the link, or the e-mail with the code.',
    problems: [
      {
        path: token === undefined && email === undefined ? 'email' : 'code',
        message: 'send {"token"} or {"email", "code"}',
      },
    ],
  });
}
