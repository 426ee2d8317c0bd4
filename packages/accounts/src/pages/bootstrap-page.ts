import type { Locale } from '@mycelium/notifications';
import { pathOf } from './magic-link-page.ts';
import { markup } from './markup.ts';
import { page, pageTexts, sessionPanel } from './page-layout.ts';

export interface BootstrapPage {
  readonly locale: Locale;
  readonly domainName: string;
  readonly requestUrl: string;
  readonly completeUrl: string;
}

/** Two steps: secret and e-mail, then the code that the mail leads to. */
export function bootstrapPage({ locale, domainName, requestUrl, completeUrl }: BootstrapPage): string {
  const texts = pageTexts(locale);
  const words = texts.bootstrap;
  const content = markup`<p>${words.purpose}</p>
<form id="request" data-post="${pathOf(requestUrl)}" data-next="complete" data-failed="${texts.failed}" autocomplete="off">
<label for="secret">${words.secret}</label>
<input id="secret" name="secret" type="password" required>
<label for="email">${words.email}</label>
<input id="email" name="email" type="email" required>
<button type="submit">${words.request}</button>
<p role="alert" hidden></p>
<noscript><p>${texts.failed}</p></noscript>
</form>
<form id="complete" data-post="${pathOf(completeUrl)}" data-with="request" data-next="session" data-failed="${texts.failed}" autocomplete="off" hidden>
<p>${words.sent}</p>
<label for="code">${words.code}</label>
<input id="code" name="code" inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required>
<button type="submit">${words.complete}</button>
<p role="alert" hidden></p>
</form>
${sessionPanel(texts)}`;
  return page({ texts, title: words.title(domainName), domainName, content });
}
