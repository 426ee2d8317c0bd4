/** A compiled wildcard pattern: `*` is any run of characters (empty and `/` included), `?` exactly one. */
export interface Pattern {
  readonly text: string;
  /** No wildcard in it: it matches itself only. */
  readonly exact: boolean;
  /** Literal characters before the first wildcard. */
  readonly prefix: string;
  matches(path: string): boolean;
}

const STAR = 0x2a;
const ANY_ONE = 0x3f;

export function compilePattern(text: string): Pattern {
  const wildcard = text.search(/[*?]/);
  if (wildcard < 0) return { text, exact: true, prefix: text, matches: path => path === text };
  const prefix = text.slice(0, wildcard);
  // By far the most common form: everything below a prefix.
  if (wildcard === text.length - 1 && text.endsWith('*')) {
    return { text, exact: false, prefix, matches: path => path.startsWith(prefix) };
  }
  return { text, exact: false, prefix, matches: path => path.startsWith(prefix) && globMatches(text, path) };
}

/** Greedy with one point of return: no recursion, and never worse than pattern length times path length. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const code = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (code === STAR) {
      star = p++;
      mark = t;
    } else if (code === ANY_ONE || code === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern.charCodeAt(p) === STAR) p++;
  return p === pattern.length;
}
