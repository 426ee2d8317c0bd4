/** HTML that is safe to put into a page as it is. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }

  toString(): string {
    return this.html;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, mark => entities[mark] ?? mark);

/** Text filled in is escaped, for content and quoted attributes alike; only `Markup` goes in untouched. */
export function markup(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Markup)[]
): Markup {
  const parts = strings.map((fixed, index) => {
    const value = values[index];
    if (value === undefined) return fixed;
    return fixed + (value instanceof Markup ? value.html : escaped(String(value)));
  });
  return new Markup(parts.join(''));
}
