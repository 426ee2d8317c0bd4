import type { Locale } from '@mycelium/notifications';
import { markup } from './markup.ts';
import { copyButton, page, pageTexts, sessionPanel } from './page-layout.ts';
import { durationText } from './page-texts.ts';

export interface MagicLinkPage {
  readonly locale: Locale;
  readonly domainName: string;
  readonly code: string;
  readonly email: string;
  readonly minutesLeft: number;
  readonly verifyUrl: string;
}

/** Shows a sign-in code and what to do with it. The form is sent by a click and by nothing else. */
export function magicLinkPage(parts: MagicLinkPage): string {
  const { locale, domainName, code, email, verifyUrl } = parts;
  const texts = pageTexts(locale);
  const words = texts.magicLink;
  const content = markup`<p>${words.purpose(email)}</p>
<div class="code" id="login-code">${code}</div>
${copyButton(texts, 'login-code')}
<p>${words.validity(durationText(parts.minutesLeft, texts.language))} ${words.next}</p>
<p>${words.warning}</p>
<form data-post="${pathOf(verifyUrl)}" data-next="session" data-failed="${texts.failed}">
<h2>${words.signIn}</h2>
<input type="hidden" name="email" value="${email}">
<input type="hidden" name="code" value="${code}">
<button type="submit">${words.signInHere}</button>
<p role="alert" hidden></p>
<noscript><p>${texts.scriptNeeded}</p></noscript>
</form>
${sessionPanel(texts)}
<p>${words.byCommand}</p>
<pre id="command">${curlCommand(verifyUrl, { email, code })}</pre>
${copyButton(texts, 'command')}`;
  return page({ texts, title: words.title(domainName), domainName, content });
}

/** Same origin, whatever name the browser reached it by. */
export const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** Single quotes are the only characters that matter between single quotes; JSON can write them differently. */
const curlCommand = (url: string, body: object): string =>
  `curl -X POST '${url.replaceAll("'", '%27')}' -H 'Content-Type: application/json' -d '${JSON.stringify(body).replaceAll("'", '\\u0027')}'`;
