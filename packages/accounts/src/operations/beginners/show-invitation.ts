import { type HtmlPage, html } from '@mycelium/operations';
import { shape, text, uuid } from '@mycelium/schema';
import { invitationPage } from '../../pages/invitation-page.ts';
import { PAGE_HEADERS, PAGE_POLICY } from '../../pages/page-policy.ts';
import { pageLocale } from '../../pages/page-texts.ts';
import { permissionLevel } from '../fields.ts';
import { INVITATION_PATTERN, invitationPath } from '../invite-guest.ts';
import { operation } from '../operation.ts';
import { absoluteUrl, type Needs } from '../ports.ts';
import { MAGIC_LINK_PATH } from '../send-magic-link.ts';

/**
 * Looks nothing up: the page is the same whether there is an invitation or not, and even the account and the role in its
 * address are not repeated as text, since anybody can write such an address.
 */
export const showInvitation = operation({
  name: 'beginners.guests.showInvitation',
  route: `GET ${INVITATION_PATTERN}`,
  access: 'public',
  feature: 'internal-sign-in',
  only: 'rest',
  summary: 'Show the page on which an invitation is accepted.',
  params: shape('ShowInvitationParams', {
    accountId: uuid(),
    guestRoleName: text({ min: 1, max: 140 }),
    permission: permissionLevel(),
  }),
  result: html(PAGE_POLICY),
  errors: [],
  run: async ({ settings }: Needs<'settings'>, { locale: wanted }, params): Promise<HtmlPage> => {
    const { domainName, domainUrl = '', locale } = settings;
    const { accountId, guestRoleName: slug, permission } = params;
    const url = (path: string): string => absoluteUrl(domainUrl, path);
    const page = invitationPage({
      locale: pageLocale(wanted, locale),
      domainName,
      requestUrl: url(`${MAGIC_LINK_PATH}/request`),
      verifyUrl: url(`${MAGIC_LINK_PATH}/verify`),
      acceptUrl: url(`${invitationPath(accountId, { slug, permission })}/accept`),
      registerUrl: url('/_adm/beginners/accounts'),
    });
    return { html: page, headers: PAGE_HEADERS };
  },
});
