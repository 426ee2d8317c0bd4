import type { Mail } from '@mycelium/notifications';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Attribute text without its entities. */
const decoded = (text: string): string =>
  text.replace(/&(#?\w{1,8});/g, (entity, name: string) => {
    const [, hex, digits] = /^#(x?)([\da-f]+)$/i.exec(name) ?? [];
    if (digits === undefined) return named[name.toLowerCase()] ?? entity;
    const code = Number.parseInt(digits, hex === '' ? 10 : 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });

/** The http(s) addresses that a reader of the mail can follow, each once: those of its text, then those only in HTML. */
export function mailLinks({ text, html }: Pick<Mail, 'text' | 'html'>): readonly string[] {
  const inText = Array.from(text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi), ([link]) =>
    link.replace(/[.,;:!?)]+$/, ''),
  );
  const anchors = html.matchAll(/<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
  const inHtml = Array.from(anchors, ([, double, single]) => decoded(double ?? single ?? '').trim());
  return [...new Set([...inText, ...inHtml.filter(link => /^https?:\/\//i.test(link))])];
}
