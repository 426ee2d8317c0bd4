/** One hop of a `Forwarded` field. */
export interface ForwardedElement {
  /** As written: an address, perhaps with a port, `unknown` or a pseudonym. */
  readonly for: string | undefined;
  readonly proto: string | undefined;
}

/** `name=token` or `name="quoted"`, followed by what separates it from the next (RFC 7239 §4). */
const PAIR =
  /[ \t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z:[\]-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?([;,]|$)/y;

const DAMAGED = 'the field Forwarded is damaged';

/**
 * The hops, first to last, or why the field is refused. Strict on purpose: a quote that a client left open would swallow
 * what a proxy appended after it.
 */
export function parseForwarded(text: string): readonly ForwardedElement[] | string {
  const elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex <= text.length) {
    const match = PAIR.exec(text);
    if (match === null) return DAMAGED;
    const [, name, token, quoted, separator] = match;
    const key = name?.toLowerCase();
    if (key !== undefined && element.has(key)) return DAMAGED;
    if (key !== undefined) element.set(key, token ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
    if (separator === ';') continue;
    // RFC 9110 §5.6.1.2: empty elements of a list count for nothing.
    if (element.size > 0) elements.push({ for: element.get('for'), proto: element.get('proto') });
    element = new Map();
    if (separator === '') break;
  }
  return elements;
}
