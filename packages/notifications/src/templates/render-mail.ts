import type { Mail } from '../model/mail.ts';
import { oneLine, webAddress } from './escape.ts';
import { htmlMail, textMail } from './layout.ts';
import { type Locale, mailLocale } from './locale.ts';
import type { MailBrand, MailContent, MailTemplate, MailTexts, MailVariables } from './mail-template.ts';
import { textsEnUs } from './texts-en-us.ts';
import { textsEs } from './texts-es.ts';
import { textsPtBr } from './texts-pt-br.ts';

/** One mail to be written: which, in which language, on whose behalf, about what. */
export interface MailRequest<Template extends MailTemplate = MailTemplate> {
  readonly template: Template;
  /** Any spelling; a language that no mail is written in gets `en-us`. */
  readonly locale: string;
  readonly brand: MailBrand;
  readonly variables: MailVariables[Template];
}

/** A `Mail` that only lacks its envelope. */
export type RenderedMail = Pick<Mail, 'subject' | 'html' | 'text'>;

const texts: Readonly<Record<Locale, MailTexts>> = {
  'en-us': textsEnUs,
  es: textsEs,
  'pt-br': textsPtBr,
};

/**
 * The words of a mail as HTML and as plain text. The subject is one printable line; everything that is filled in is
 * escaped. Throws `TypeError` for an action whose address is not http(s): such a mail would be useless to its reader.
 */
export function renderMail<Template extends MailTemplate>(request: MailRequest<Template>): RenderedMail {
  const local = texts[mailLocale(request.locale)];
  const brand = { ...request.brand, domainName: oneLine(request.brand.domainName, 80) };
  const written: MailContent = local.contents[request.template](request.variables, brand);
  const content = {
    ...written,
    subject: oneLine(written.subject),
    ...checkedAction(request.template, written),
  };
  const page = { content, brand, texts: local };
  return { subject: content.subject, html: htmlMail(page), text: textMail(page) };
}

function checkedAction(template: MailTemplate, { action }: MailContent): Pick<MailContent, 'action'> {
  if (action === undefined) return {};
  const url = webAddress(action.url);
  if (url === undefined) throw new TypeError(`${template}: the link must be an absolute http(s) address`);
  return { action: { ...action, url } };
}
