import type { Locale } from '@mycelium/notifications';
import { markup } from './markup.ts';
import { page, pageTexts } from './page-layout.ts';
import type { Notice } from './page-texts.ts';

/** Says why there is nothing to see, and what to do about it. */
export function noticePage(parts: {
  readonly notice: Notice;
  readonly locale: Locale;
  readonly domainName: string;
}): string {
  const texts = pageTexts(parts.locale);
  const { title, advice } = texts.notices[parts.notice];
  return page({ texts, title, domainName: parts.domainName, content: markup`<p>${advice}</p>` });
}
