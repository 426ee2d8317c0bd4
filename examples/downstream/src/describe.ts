import type { IncomingHttpHeaders } from 'node:http';
import {
  decodeProfile,
  licencesOf,
  PROFILE_HEADER,
  type Profile,
  ProfileDecodingError,
} from '@mycelium/profile';

/** What this service knows about one request once it has read it. */
export interface Received {
  readonly method: string;
  /** Path without the query, as it arrived. */
  readonly path: string;
  /** A repeated parameter becomes a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** The headers that the gateway injected: everything named `x-mycelium-*`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller, on routes whose security group hands one over. */
  readonly profile?: Profile;
  /** Why the profile header could not be read. */
  readonly profileProblem?: string;
  /** Size of the request's body in bytes. */
  readonly bodyBytes: number;
}

const INJECTED = 'x-mycelium-';

/** What arrived, in words that both the answer and the terminal use. */
export function describe(request: { method: string; url: string; headers: IncomingHttpHeaders }): Received {
  const [path = '/', search = ''] = splitOnce(request.url, '?');
  const headers = injectedHeaders(request.headers);
  return {
    method: request.method,
    path,
    query: queryOf(new URLSearchParams(search)),
    headers,
    ...readProfile(headers[PROFILE_HEADER]),
    bodyBytes: 0,
  };
}

/** One line for the terminal: method, path, security group, e-mail, account, number of licences. */
export function line(received: Received): string {
  const { method, path, headers, profile, profileProblem, bodyBytes } = received;
  const parts = [
    `${method} ${printable(path)}`,
    headers['x-mycelium-security-group'] ?? 'no group',
    headers['x-mycelium-email'] ?? 'no e-mail',
  ];
  if (profile !== undefined)
    parts.push(`account ${profile.accId}`, countOf(licencesOf(profile).length, 'licence'));
  if (profileProblem !== undefined) parts.push(profileProblem);
  if (bodyBytes > 0) parts.push(countOf(bodyBytes, 'byte'));
  return parts.map(printable).join('  ');
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A caller chooses the path, so nothing in it may steer the terminal. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?');

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function queryOf(search: URLSearchParams): Received['query'] {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map(name => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function injectedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const injected = Object.entries(headers).filter(([name]) => name.startsWith(INJECTED));
  return Object.fromEntries(injected.map(([name, value]) => [name, String(value)]));
}

function readProfile(header: string | undefined): Pick<Received, 'profile' | 'profileProblem'> {
  if (header === undefined) return {};
  try {
    return { profile: decodeProfile(header) };
  } catch (error) {
    if (error instanceof ProfileDecodingError) return { profileProblem: error.message };
    throw error;
  }
}
