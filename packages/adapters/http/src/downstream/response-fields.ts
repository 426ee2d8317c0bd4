import { type DownstreamSecret, type Exchange, HEADER, trailerPasses } from '@mycelium/gateway-core';
import type { FieldList } from './answer-head.ts';
import { fieldName } from './field-name.ts';

/** Response fields that hold addresses, in which a service may repeat the query it was called with. */
const ADDRESSES: ReadonlySet<string> = new Set(['location', 'content-location', 'link', 'refresh']);

/** What of a service's answer decides which of its fields reach the client. */
export interface AnsweredFields extends FieldList {
  readonly status: number;
  readonly connection: string | undefined;
}

/** The fields of a service's answer that reach the client, names and values in turn. */
export function responseFields(answer: AnsweredFields, exchange: Exchange): string[] {
  const { names, values, status } = answer;
  const fields: string[] = [];
  const secret = presentedSecret(exchange);
  const nominated = nominatedBy(answer.connection);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name?.passes !== true || nominated?.has(name.lower)) continue;
    // Forbidden there (RFC 9110 §8.6), and some clients wait for the body.
    if (status === 204 && name.lower === 'content-length') continue;
    const value = values[i] ?? '';
    if (secret === undefined || !repeats(secret, name.lower)) fields.push(name.spelled, value);
    else if (secret.kind === 'query') fields.push(name.spelled, withoutSecret(value, secret));
  }
  fields.push(HEADER.requestId, exchange.head.requestId);
  return fields;
}

/** Fields from names and values in turn. */
export function fieldList(raw: readonly string[]): FieldList {
  return {
    names: raw.filter((_, i) => i % 2 === 0).map(fieldName),
    values: raw.filter((_, i) => i % 2 === 1),
  };
}

/** The trailing fields that may be passed on, names in lower case. */
export function trailerFields({ names, values }: FieldList): Record<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const [i, { lower }] of names.entries()) {
    if (!trailerPasses(lower)) continue;
    const value = values[i] ?? '';
    const before = fields.get(lower);
    if (before === undefined) fields.set(lower, [value]);
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
