/** A request of HTTP/2 as the steps read requests. */
export interface TranslatedFields {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn, without pseudo-fields, with `host`. */
  readonly rawHeaders: string[];
  /** Why the request is refused, if it is. */
  readonly fault: string | undefined;
}

interface Drafted {
  readonly pseudo: Map<string, string>;
  readonly fields: string[];
  readonly cookies: string[];
  readonly hosts: string[];
}

/**
 * Translates the fields of an HTTP/2 request (RFC 9113 §8.3). What HTTP/1 frames by a field and HTTP/2 by a flag, the
 * presence of a body, is said with `transfer-encoding`, which no client can have sent here and which goes no further.
 */
export function translateFields(raw: readonly string[], hasBody: boolean): TranslatedFields {
  const draft = sort(raw);
  const authority = draft.pseudo.get(':authority');
  const host = authority ?? draft.hosts[0];
  const framed = draft.fields.some((name, i) => i % 2 === 0 && name === 'content-length');
  const rawHeaders = [...(host === undefined ? [] : ['host', host]), ...draft.fields];
  // RFC 9113 §8.2.3: split for compression only, one field for everybody else.
  if (draft.cookies.length > 0) rawHeaders.push('cookie', draft.cookies.join('; '));
  if (hasBody && !framed) rawHeaders.push('transfer-encoding', 'chunked');
  return {
    method: draft.pseudo.get(':method') ?? '',
    target: draft.pseudo.get(':path') ?? '',
    rawHeaders,
    fault: hostFault(authority, draft.hosts),
  };
}

function sort(raw: readonly string[]): Drafted {
  const draft: Drafted = { pseudo: new Map(), fields: [], cookies: [], hosts: [] };
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    if (name.startsWith(':')) draft.pseudo.set(name, value);
    else if (name === 'host') draft.hosts.push(value);
    else if (name === 'cookie') draft.cookies.push(value);
    else draft.fields.push(name, value);
  }
  return draft;
}

function hostFault(authority: string | undefined, hosts: readonly string[]): string | undefined {
  if (authority?.includes('@')) return 'the authority names a user';
  const names = new Set(
    [...(authority === undefined ? [] : [authority]), ...hosts].map(name => name.toLowerCase()),
  );
  if (names.size === 0 || names.has('')) return 'the request names no host';
  // RFC 9113 §8.3.1: two names for the same thing must be the same.
  return names.size > 1 || hosts.length > 1 ? 'the request names more than one host' : undefined;
}
