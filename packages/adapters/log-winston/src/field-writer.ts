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

interface Label {
  readonly plain: string;
  /** With the mask in place of the value; only for names of secrets. */
  readonly masked: string | undefined;
}

/**
 * Writes the fields of an entry, without secrets. Most of them are names and words that come again and again: each is
 * looked at once and found ready afterwards. Never throws, whatever a getter does.
 */
export function fieldWriter(style: FieldStyle): (fields: object, stacks: string[]) => string {
  const { label, text, other } = style;
  const labels = remembered<Label>(name => ({
    plain: label(name),
    masked: mayBeSecret(name) ? label(name) + text(MASK) : undefined,
  }));
  const words = remembered(value => (isUnsuspicious(value) ? text(value) : undefined));
  const write = (fields: object, stacks: string[]): string => {
    let line = '';
    let count = 0;
    for (const name of Object.keys(fields)) {
      const value: unknown = (fields as Readonly<Record<string, unknown>>)[name];
      if (value === undefined || typeof value === 'function') continue;
      if (count === MOST_ENTRIES) return line + label('…') + text('more');
      count += 1;
      const { plain, masked } = labels(name);
      if (masked !== undefined && value !== null && typeof value !== 'boolean') line += masked;
      else if (typeof value === 'string')
        line += plain + (words(value) ?? text(String(redactValue(value, fields))));
      else line += plain + other(redactValue(value, fields), stacks);
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
