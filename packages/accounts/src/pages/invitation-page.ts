import type { Locale } from '@mycelium/notifications';
import { pathOf } from './magic-link-page.ts';
import { type Markup, markup } from './markup.ts';
import { copyButton, page, pageTexts, sessionPanel } from './page-layout.ts';
import type { PageTexts } from './page-texts.ts';

export interface InvitationPage {
  readonly locale: Locale;
  readonly domainName: string;
  readonly requestUrl: string;
  readonly verifyUrl: string;
  readonly acceptUrl: string;
  readonly registerUrl: string;
}

/**
 * Signs in, accepts, and makes an account where there is none: each step by a click. The same for every invitation and
 * for none, since whoever holds the link need not be the one who was invited.
 */
export function invitationPage(parts: InvitationPage): string {
  const texts = pageTexts(parts.locale);
  const words = texts.invitation;
  const content = markup`<p>${words.purpose}</p>
${signIn(texts, parts)}
${acceptance(texts, parts)}
<section id="done" hidden>
<h2 tabindex="-1">${words.done}</h2>
<p>${words.doneNext}</p>
</section>
${sessionPanel(texts)}
<p>${words.byCommand}</p>
<pre id="command">${acceptCommand(parts.acceptUrl)}</pre>
${copyButton(texts, 'command')}`;
  return page({ texts, title: words.title(parts.domainName), domainName: parts.domainName, content });
}

function signIn({ invitation: words, failed, scriptNeeded }: PageTexts, urls: InvitationPage): Markup {
  return markup`<form id="request" data-post="${pathOf(urls.requestUrl)}" data-next="verify" data-failed="${failed}">
<label for="email">${words.email}</label>
<input id="email" name="email" type="email" autocomplete="email" required>
<button type="submit">${words.request}</button>
<p role="alert" hidden></p>
<noscript><p>${scriptNeeded}</p></noscript>
</form>
<form id="verify" data-post="${pathOf(urls.verifyUrl)}" data-with="request" data-next="accept" data-failed="${failed}" autocomplete="off" hidden>
<p>${words.sent}</p>
<label for="code">${words.code}</label>
<input id="code" name="code" inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required>
<button type="submit">${words.signIn}</button>
<p role="alert" hidden></p>
</form>`;
}

function acceptance({ invitation: words, failed }: PageTexts, urls: InvitationPage): Markup {
  return markup`<form id="accept" data-post="${pathOf(urls.acceptUrl)}" data-authorised data-next="register done" data-on404="${words.absent}" data-failed="${failed}" hidden>
<p>${words.signedIn}</p>
<button type="submit">${words.accept}</button>
<p role="alert" hidden></p>
</form>
<form id="register" data-post="${pathOf(urls.registerUrl)}" data-authorised data-next="done" data-failed="${failed}" hidden>
<p>${words.newcomer}</p>
<label for="name">${words.name}</label>
<input id="name" name="name" autocomplete="name" maxlength="200" required>
<button type="submit">${words.register}</button>
<p role="alert" hidden></p>
</form>`;
}

const acceptCommand = (url: string): string =>
  `curl -X POST '${url.replaceAll("'", '%27')}' -H "Authorization: Bearer $TOKEN"`;
