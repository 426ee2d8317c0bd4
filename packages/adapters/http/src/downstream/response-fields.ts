import {
  type DownstreamSecret,
  type Exchange,
  HEADER,
  responsePasses,
  trailerPasses,
} from '@mycelium/gateway-core';

/** Response fields that hold addresses, in which a service may repeat the query it was called with. */
const ADDRESSES: ReadonlySet<string> = new Set(['location', 'content-location', 'link', 'refresh']);

/** What of a service's answer decides which of its fields reach the client. */
export interface AnsweredFields {
  readonly status: number;
  readonly connection: string | undefined;
  /** Names and values in turn. */
  readonly fields: readonly string[];
}

/** The fields of a service's answer that reach the client, names and values in turn. */
export function responseFields(answer: AnsweredFields, exchange: Exchange): string[] {
  const received = answer.fields;
  const fields: string[] = [];
  const secret = presentedSecret(exchange);
  const nominated = nominatedBy(answer.connection);
  for (let i = 0; i < received.length; i += 2) {
    const name = received[i] ?? '';
    const value = received[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (!responsePasses(lower) || nominated?.has(lower)) continue;
    // Forbidden there (RFC 9110 §8.6), and some clients wait for the body.
    if (answer.status === 204 && lower === 'content-length') continue;
    if (secret === undefined || !repeats(secret, lower)) fields.push(name, value);
    else if (secret.kind === 'query') fields.push(name, withoutSecret(value, secret));
  }
  fields.push(HEADER.requestId, exchange.head.requestId);
  return fields;
}

/** The trailing fields that may be passed on. `received`: names and values in turn. */
export function trailerFields(received: readonly string[]): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (let i = 0; i < received.length; i += 2) {
    const name = (received[i] ?? '').toLowerCase();
    if (!trailerPasses(name)) continue;
    const value = received[i + 1] ?? '';
    const before = fields.get(name);
    if (before === undefined) fields.set(name, [value]);
    else before.push(value);
  }
  return Object.fromEntries(fields);
}

/** The names of a `Trailer` field without those that may not be passed on; empty when none is left. */
export const announcedTrailers = (value: string): string =>
  value
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && trailerPasses(name.toLowerCase()))
    .join(', ');

/** What the gateway showed the service to be let in: an echo of it stays here. */
function presentedSecret({ route }: Exchange): DownstreamSecret | undefined {
  const name = route?.route.secretName;
  return name === undefined ? undefined : route?.service.secrets.get(name);
}

/** The field under which a secret was sent to the service, in lower case. */
export function injectedHeader(exchange: Exchange): string | undefined {
  const secret = presentedSecret(exchange);
  return secret?.kind === 'header' ? secret.headerName.toLowerCase() : undefined;
}

const repeats = (secret: DownstreamSecret, name: string): boolean =>
  secret.kind === 'header' ? secret.headerName.toLowerCase() === name : ADDRESSES.has(name);

/** `Connection` names further fields that end here (RFC 9110 §7.6.1). */
function nominatedBy(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined) return undefined;
  const lower = connection.toLowerCase();
  if (lower === 'keep-alive' || lower === 'close') return undefined;
  return new Set(lower.split(',').map(token => token.trim()));
}

type QuerySecret = Extract<DownstreamSecret, { kind: 'query' }>;

function withoutSecret(value: string, secret: QuerySecret): string {
  const token = secret.token.reveal();
  for (const spelling of [encodeURIComponent(token), token]) {
    for (const name of [encodeURIComponent(secret.parameter), secret.parameter]) {
      value = cut(value, `${name}=${spelling}`);
    }
    // Under another name it is the secret all the same.
    value = value.replaceAll(spelling, '');
  }
  return value;
}

/** Takes a parameter out of addresses, so that those that stand around it still read well. */
const cut = (value: string, parameter: string): string =>
  value.replaceAll(`?${parameter}&`, '?').replaceAll(`&${parameter}`, '').replaceAll(`?${parameter}`, '');
