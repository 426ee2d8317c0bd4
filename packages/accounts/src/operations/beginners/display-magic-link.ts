import { type HtmlPage, html } from '@mycelium/operations';
import { optional, shape, text, withDefault } from '@mycelium/schema';
import { emailText, parseEmail } from '../../model/email.ts';
import type { MagicLink } from '../../model/magic-link.ts';
import { magicLinkPage } from '../../pages/magic-link-page.ts';
import { noticePage } from '../../pages/notice-page.ts';
import { PAGE_HEADERS, PAGE_POLICY } from '../../pages/page-policy.ts';
import { pageLocale } from '../../pages/page-texts.ts';
import { operation } from '../operation.ts';
import { absoluteUrl, type Needs } from '../ports.ts';
import { MAGIC_LINK_PATH, minutesOf } from '../send-magic-link.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'linkSecrets' | 'settings'>;

/**
 * Shows the code that belongs to a link. Mail scanners open links too, so opening one changes nothing: the link and
 * the code are used up by `beginners.magicLink.verify` alone.
 */
export const displayMagicLink = operation({
  name: 'beginners.magicLink.display',
  route: `GET ${MAGIC_LINK_PATH}/display/{token}`,
  aliases: [`GET ${MAGIC_LINK_PATH}/display`],
  access: 'public',
  feature: 'internal-sign-in',
  only: 'rest',
  summary: 'Show the code of a sign-in link.',
  params: shape('DisplayMagicLinkParams', {
    token: withDefault(text({ max: 4096 }), ''),
    email: optional(text({ max: 4096 })),
  }),
  result: html(PAGE_POLICY),
  errors: [],
  run: async (ports: Ports, { locale: wanted }, { token, email }): Promise<HtmlPage> => {
    const { clock, linkSecrets, settings, unitOfWork } = ports;
    const locale = pageLocale(wanted, settings.locale);
    const hash = linkSecrets.tokenHash(token);
    const link = await unitOfWork.run(({ magicLinks }) => magicLinks.peek(hash, clock.now()));
    if (!link || !isFor(link, email)) {
      const page = noticePage({ notice: 'linkInvalid', locale, domainName: settings.domainName });
      return { html: page, status: 401, headers: PAGE_HEADERS };
    }
    const secondsLeft = (link.expiresAt.getTime() - clock.now().getTime()) / 1000;
    const page = magicLinkPage({
      locale,
      domainName: settings.domainName,
      code: linkSecrets.codeOf(token),
      email: link.email,
      minutesLeft: minutesOf(secondsLeft),
      verifyUrl: absoluteUrl(settings.domainUrl ?? '', `${MAGIC_LINK_PATH}/verify`),
    });
    return { html: page, headers: PAGE_HEADERS };
  },
});

/** Links of older mails name their address; it must be the link's. */
function isFor(link: MagicLink, email: string | undefined): boolean {
  if (email === undefined) return true;
  const parsed = parseEmail(email);
  return parsed !== undefined && emailText(parsed) === link.email;
}
