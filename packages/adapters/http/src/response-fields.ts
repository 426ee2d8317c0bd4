import type { IncomingHttpHeaders } from 'node:http';
import {
  type DownstreamSecret,
  type Exchange,
  HEADER,
  responsePasses,
  trailerPasses,
} from '@mycelium/gateway-core';

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Response fields that hold addresses, in which a service may repeat the query it was called with. */
const ADDRESSES: ReadonlySet<string> = new Set(['location', 'content-location', 'link', 'refresh']);

/** The fields of a service's answer that reach the client, names and values in turn. */
export function responseFields(headers: IncomingHttpHeaders, exchange: Exchange): string[] {
  const fields: string[] = [];
  const secret = presentedSecret(exchange);
  const nominated = nominatedBy(headers.connection);
  for (const name in headers) {
    if (!responsePasses(name) || nominated?.has(name)) continue;
    const value = headers[name];
    if (value === undefined) continue;
    if (secret !== undefined && repeats(secret, name)) {
      if (secret.kind === 'query') add(fields, name, withoutSecret(value, secret));
    } else if (typeof value === 'string') fields.push(name, value);
    else add(fields, name, value);
  }
  fields.push(HEADER.requestId, exchange.head.requestId);
  return fields;
}

/** The trailing fields that may be passed on. */
export const trailerFields = (trailers: Fields): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(trailers).flatMap(([name, value]) =>
      value !== undefined && trailerPasses(name) ? [[name, value]] : [],
    ),
  );

/** The names of a `Trailer` field without those that may not be passed on; empty when none is left. */
export const announcedTrailers = (value: string | string[]): string =>
  String(value)
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && trailerPasses(name.toLowerCase()))
    .join(', ');

function add(fields: string[], name: string, value: string | readonly string[]): void {
  if (typeof value === 'string') fields.push(name, value);
  else for (const one of value) fields.push(name, one);
}

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
  const lower = String(connection).toLowerCase();
  if (lower === 'keep-alive' || lower === 'close') return undefined;
  return new Set(lower.split(',').map(token => token.trim()));
}

type QuerySecret = Extract<DownstreamSecret, { kind: 'query' }>;

function withoutSecret(value: string | string[], secret: QuerySecret): string | string[] {
  if (typeof value !== 'string') return value.map(one => String(withoutSecret(one, secret)));
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
