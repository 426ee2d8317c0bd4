import { type HtmlPage, html } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { bootstrapPage } from '../../pages/bootstrap-page.ts';
import { noticePage } from '../../pages/notice-page.ts';
import { PAGE_HEADERS, PAGE_POLICY } from '../../pages/page-policy.ts';
import { pageLocale } from '../../pages/page-texts.ts';
import { operation } from '../operation.ts';
import { absoluteUrl, type Needs } from '../ports.ts';
import { BOOTSTRAP_PATH, isClaimable } from './bootstrap-claim.ts';

type Ports = Needs<'bootstrapSecret' | 'unitOfWork' | 'settings'>;

export const showBootstrapPage = operation({
  name: 'instance.bootstrap.page',
  route: `GET ${BOOTSTRAP_PATH}`,
  access: 'public',
  feature: 'internal-sign-in',
  only: 'rest',
  summary: 'Show the page on which the first staff account is claimed.',
  params: shape('ShowBootstrapPageParams', {}),
  result: html(PAGE_POLICY),
  errors: [],
  run: async (ports: Ports, { locale: wanted }): Promise<HtmlPage> => {
    const { domainName, domainUrl = '', locale: ours } = ports.settings;
    const locale = pageLocale(wanted, ours);
    if (!(await isClaimable(ports))) {
      const page = noticePage({ notice: 'bootstrapClosed', locale, domainName });
      return { html: page, status: 404, headers: PAGE_HEADERS };
    }
    const url = (path: string): string => absoluteUrl(domainUrl, `${BOOTSTRAP_PATH}${path}`);
    const page = bootstrapPage({
      locale,
      domainName,
      requestUrl: url('/request-code'),
      completeUrl: url('/complete'),
    });
    return { html: page, headers: PAGE_HEADERS };
  },
});
