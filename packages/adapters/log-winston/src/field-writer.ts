import { isUnsuspicious, MASK, MOST_ENTRIES, mayBeSecret, redactFields, redactValue } from './redact.ts';
import { remembered } from './remembered.ts';

/** How a layout writes a field. */
export interface FieldStyle {
  /** What stands before the value, with what separates it from the field before. */
  readonly label: (name: string) => string;
  readonly text: (value: string) => string;
  /** For all that is no text. `stacks` takes what a layout writes at the end of the entry. */
  readonly other: (value: unknown, stacks: string[]) => string;
}

/** More different values than this, and a field is taken for one that names something new each time. */
const VOCABULARY = 50;
const LONGEST_WORD = 100;

/**
 * One field of all entries. Most fields hold one of a few words, and each is looked at once and found ready afterwards.
 * In others it is always another one, as the id of a request; of those only the last is kept, which several lines in a
 * row may share: what is remembered for longer has to be carried around by the garbage collector.
 */
class Field {
  readonly label: string;
  /** With the mask in place of the value; only for names of secrets. */
  readonly masked: string | undefined;
  readonly #text: (value: string) => string;
  #words: Map<string, string> | undefined = new Map();
  #last = '';
  #lastText: string | undefined;

  constructor(name: string, { label, text }: FieldStyle) {
    this.label = label(name);
    this.masked = mayBeSecret(name) ? this.label + text(MASK) : undefined;
    this.#text = text;
  }

  /** The field with this value. */
  written(value: string, holder: object): string {
    if (value === this.#last && this.#lastText !== undefined) return this.#lastText;
    const known = this.#words?.get(value);
    if (known !== undefined) return known;
    if (!isUnsuspicious(value)) return this.label + this.#text(String(redactValue(value, holder)));
    const text = this.label + this.#text(value);
    this.#remember(value, text);
    return text;
  }

  #remember(value: string, text: string): void {
    if (value.length > LONGEST_WORD) return;
    if (this.#words !== undefined && this.#words.size < VOCABULARY) {
      this.#words.set(value, text);
      return;
    }
    this.#words = undefined;
    this.#last = value;
    this.#lastText = text;
  }
}

/** Writes the fields of an entry, without secrets. Never throws, whatever a getter does. */
export function fieldWriter(style: FieldStyle): (fields: object, stacks: string[]) => string {
  const fieldOf = remembered(name => new Field(name, style));
  const write = (fields: object, stacks: string[]): string => {
    let line = '';
    let count = 0;
    for (const name of Object.keys(fields)) {
      const value: unknown = (fields as Readonly<Record<string, unknown>>)[name];
      if (value === undefined || typeof value === 'function') continue;
      if (count === MOST_ENTRIES) return line + style.label('…') + style.text('more');
      count += 1;
      const field = fieldOf(name);
      if (field.masked !== undefined && value !== null && typeof value !== 'boolean') line += field.masked;
      else if (typeof value === 'string') line += field.written(value, fields);
      else line += field.label + style.other(redactValue(value, fields), stacks);
    }
    return line;
  };
  return (fields, stacks) => {
    const before = stacks.length;
    try {
      return write(fields, stacks);
    } catch {
      stacks.length = before;
      return write(redactFields(fields), stacks);
    }
  };
}
