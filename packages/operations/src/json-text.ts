import { refuse } from '@mycelium/kernel';

/** Bodies nested deeper than this are refused before they are parsed. */
export const MAX_BODY_DEPTH = 64;

/** How deep the brackets outside of strings go. Linear, and never deeper than the text is long. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

const TOKEN =
  /"[\u0020\u0021\u0023-\u005b\u005d-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[\u0020\u0021\u0023-\u005b\u005d-\uffff]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;
const SPACE = /[ \t\n\r]*/y;

type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'end';

/** What may follow after the token; `undefined` when the token itself is out of place. */
function follow(awaited: Awaited, token: string, open: string[]): Awaited | undefined {
  const isText = token.startsWith('"');
  switch (awaited) {
    case ':':
      return token === ':' ? 'value' : undefined;
    case 'key':
    case 'key or }':
      if (isText) return ':';
      return awaited === 'key or }' && token === '}' ? closed(open) : undefined;
    case 'value':
    case 'value or ]':
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'key or }' : 'value or ]';
      }
      if (token === ']') return awaited === 'value or ]' ? closed(open) : undefined;
      return isText || /^[-\dtfn]/.test(token) ? 'end' : undefined;
    case 'end':
      return followValue(token, open);
  }
}

function followValue(token: string, open: string[]): Awaited | undefined {
  const inside = open.at(-1);
  if (inside === undefined) return undefined;
  if (token === ',') return inside === '{' ? 'key' : 'value';
  return token === (inside === '{' ? '}' : ']') ? closed(open) : undefined;
}

function closed(open: string[]): Awaited {
  open.pop();
  return 'end';
}

/** The offset at which a text that is not JSON stops being the beginning of JSON. */
function faultIn(text: string): number {
  const open: string[] = [];
  let awaited: Awaited = 'value';
  let offset = 0;
  for (;;) {
    SPACE.lastIndex = offset;
    offset += SPACE.exec(text)?.[0].length ?? 0;
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text)?.[0];
    const next: Awaited | undefined = token === undefined ? undefined : follow(awaited, token, open);
    if (token === undefined || next === undefined) return offset;
    awaited = next;
    offset += token.length;
  }
}

function placeOf(text: string): string {
  const offset = faultIn(text);
  if (offset >= text.length) return 'It ends before it is complete.';
  const before = text.slice(0, offset).split('\n');
  return `It goes wrong at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`;
}

/** A JSON text, or MALFORMED_REQUEST with the place where it goes wrong. Nothing of the text itself is repeated. */
export function parseJsonText(text: string): unknown {
  if (depthOf(text) > MAX_BODY_DEPTH) {
    throw refuse('MALFORMED_REQUEST', {
      message: 'The body is nested too deeply.',
      details: `Nest objects and lists at most ${MAX_BODY_DEPTH} levels deep.`,
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refuse('MALFORMED_REQUEST', { message: 'The body is not JSON.', details: placeOf(text), cause });
  }
}
