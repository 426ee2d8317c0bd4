const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
/** What would end the field and begin another one, or be cut to a byte that does. */
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether it is a token (RFC 9110 §5.6.2), as methods and the names of fields are. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** Whether a field can be written in HTTP/1 without saying something else (RFC 9110 §5.1, §5.5), in Latin-1. */
export const isWritable = (name: string, value: string): boolean => isToken(name) && !ILLEGAL.test(value);

/** Fields that are the same for many requests, with their text on the wire made once. */
export class FieldBlock {
  /** Names and values in turn. */
  readonly fields: readonly string[];
  #text: string | undefined;

  constructor(fields: readonly string[]) {
    this.fields = fields;
  }

  /** Lines of HTTP/1, each with its end; nothing for fields that cannot be written. */
  get text(): string | undefined {
    this.#text ??= textOf(this.fields);
    return this.#text;
  }

  /** The block without the field of this name, in lower case; itself when it has none. */
  without(name: string): FieldBlock {
    const { fields } = this;
    const kept = fields.filter((_, i) => fields[i - (i % 2)]?.toLowerCase() !== name);
    return kept.length === fields.length ? this : new FieldBlock(kept);
  }
}

function textOf(fields: readonly string[]): string | undefined {
  const lines: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] ?? '';
    const value = fields[i + 1] ?? '';
    if (!isWritable(name, value)) return undefined;
    lines.push(`${name}: ${value}\r\n`);
  }
  return lines.join('');
}
