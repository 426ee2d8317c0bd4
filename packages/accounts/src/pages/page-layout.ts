import type { Locale } from '@mycelium/notifications';
import { Markup, markup } from './markup.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-script.ts';
import type { PageTexts } from './page-texts.ts';
import { textsEnUs } from './texts-en-us.ts';
import { textsEs } from './texts-es.ts';
import { textsPtBr } from './texts-pt-br.ts';

const texts: Readonly<Record<Locale, PageTexts>> = { 'en-us': textsEnUs, es: textsEs, 'pt-br': textsPtBr };

export const pageTexts = (locale: Locale): PageTexts => texts[locale];

export interface PageParts {
  readonly texts: PageTexts;
  readonly title: string;
  readonly domainName: string;
  readonly content: Markup;
}

export const page = ({ texts: { language }, title, domainName, content }: PageParts): string =>
  markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
<footer>${domainName}</footer>
</main>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`.html;

/** A button that copies the text of the element with this id. */
export const copyButton = ({ copy, copied }: PageTexts, id: string): Markup =>
  markup`<button type="button" data-copy="${id}" data-done="${copied}">${copy}</button>`;

/** Where the access token appears after a sign-in. */
export const sessionPanel = (texts: PageTexts): Markup =>
  markup`<section id="session" hidden>
<h2 tabindex="-1">${texts.session.title}</h2>
<p>${texts.session.explanation}</p>
<p id="second-factor" hidden>${texts.session.secondFactor}</p>
<pre id="token"></pre>
${copyButton(texts, 'token')}
</section>`;
