import { escapeHtml, mailAddress, webAddress } from './escape.ts';
import type { MailBrand, MailContent, MailTexts } from './mail-template.ts';

/** What both renderings are made from. */
export interface MailPage {
  readonly content: MailContent;
  readonly brand: MailBrand;
  readonly texts: MailTexts;
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Mail clients ignore style sheets at will, so everything that matters is inline; this only turns the lights off.
const DARK = `@media (prefers-color-scheme: dark) {
  .page { background: #0f1412 !important; }
  .card { background: #18201d !important; border-color: #2a3631 !important; }
  .ink { color: #e8efec !important; }
  .soft { color: #9db0a8 !important; }
  .rule { border-color: #2a3631 !important; }
  .link { color: #7fd6b4 !important; }
}
@media (max-width: 480px) { .card { padding: 28px 22px !important; } }`;

const paragraph = (text: string): string =>
  `<p class="ink" style="margin:0 0 16px;${FONT};font-size:16px;line-height:1.55;color:#1c2522">${escapeHtml(text)}</p>`;

const note = (text: string): string =>
  `<p class="soft" style="margin:0 0 10px;${FONT};font-size:13px;line-height:1.5;color:#5c6b65">${escapeHtml(text)}</p>`;

const link = (href: string, label: string): string =>
  `<a class="link" href="${escapeHtml(href)}" style="color:#1a6b50;word-break:break-all">${escapeHtml(label)}</a>`;

function button({ label, url, fallback }: NonNullable<MailContent['action']>): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0 28px"><tr>
<td style="border-radius:8px;background:#1a6b50"><a href="${escapeHtml(url)}" style="display:inline-block;padding:14px 26px;border:1px solid #1a6b50;border-radius:8px;${FONT};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(label)}</a></td>
</tr></table>
<p class="soft" style="margin:0 0 22px;${FONT};font-size:13px;line-height:1.5;color:#5c6b65">${escapeHtml(fallback)}<br>${link(url, url)}</p>`;
}

const brandLine = ({ domainName, domainUrl }: MailBrand): string => {
  const url = webAddress(domainUrl);
  const style = `${FONT};font-size:15px;font-weight:600;letter-spacing:.01em;color:#1c2522`;
  return url === undefined
    ? `<span class="ink" style="${style}">${escapeHtml(domainName)}</span>`
    : `<a class="ink" href="${escapeHtml(url)}" style="${style};text-decoration:none">${escapeHtml(domainName)}</a>`;
};

const footerLines = ({ brand, texts }: MailPage): readonly string[] => {
  const support = mailAddress(brand.supportEmail);
  return [texts.sentBy(brand.domainName), ...(support === undefined ? [] : [texts.support(support)])];
};

const footer = (page: MailPage): string => {
  const support = mailAddress(page.brand.supportEmail);
  const lines = footerLines(page).map(escapeHtml).join('<br>');
  const linked = support === undefined ? lines : lines.replace(support, link(`mailto:${support}`, support));
  return `<p class="soft" style="margin:0;${FONT};font-size:12px;line-height:1.6;color:#5c6b65">${linked}</p>`;
};

/** A complete HTML document: one card, no images, nothing fetched from anywhere. */
export function htmlMail(page: MailPage): string {
  const { content, brand, texts } = page;
  const body = [
    ...content.paragraphs.map(paragraph),
    ...(content.action === undefined ? [] : [button(content.action)]),
    '<div class="rule" style="border-top:1px solid #dfe7e3;margin:8px 0 18px"></div>',
    ...content.notes.map(note),
  ].join('\n');
  return `<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>:root { color-scheme: light dark; supported-color-schemes: light dark; }
${DARK}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f5f3">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(content.preview)}</div>
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f5f3"><tr><td align="center" style="padding:36px 14px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:0 6px 16px">${brandLine(brand)}</td></tr>
<tr><td class="card" style="padding:36px 40px 26px;background:#ffffff;border:1px solid #dfe7e3;border-radius:14px">
<h1 class="ink" style="margin:0 0 18px;${FONT};font-size:24px;line-height:1.25;font-weight:650;color:#1c2522">${escapeHtml(content.title)}</h1>
${body}
</td></tr>
<tr><td style="padding:18px 6px 0">${footer(page)}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

/** The same words for readers without HTML. Addresses stand alone on their line, so that they stay clickable. */
export function textMail(page: MailPage): string {
  const { content } = page;
  const action = content.action === undefined ? [] : [`${content.action.label}:\n${content.action.url}`];
  const blocks = [
    content.title,
    ...content.paragraphs,
    ...action,
    ...content.notes,
    `-- \n${footerLines(page).join('\n')}`,
  ];
  return `${blocks.map(block => block.split('\n').map(wrap).join('\n')).join('\n\n')}\n`;
}

const WIDTH = 72;

function wrap(line: string): string {
  if (line === '-- ') return line;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
}
