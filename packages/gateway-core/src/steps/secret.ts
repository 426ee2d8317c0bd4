import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import type { DownstreamSecret } from '../model/service.ts';

/** Presents the gateway's own token to the service, where the route names one. */
export function secret(exchange: Exchange): StepResult {
  const { route } = exchange;
  const name = route?.route.secretName;
  if (name === undefined) return undefined;
  const held = route?.service.secrets.get(name);
  // Without its secret the call would reach the service as a stranger's.
  if (held === undefined)
    return refuse('ROUTE_CLOSED', { details: 'The secret for the service is not available.' });
  if (held.kind === 'header') inHeader(exchange, held);
  else exchange.query = inQuery(exchange.query, held);
  return undefined;
}

type HeaderSecret = Extract<DownstreamSecret, { kind: 'header' }>;
type QuerySecret = Extract<DownstreamSecret, { kind: 'query' }>;

function inHeader(exchange: Exchange, { headerName, prefix, token }: HeaderSecret): void {
  const { outgoing } = exchange;
  const lower = headerName.toLowerCase();
  exchange.blocks = exchange.blocks.map(block => block.without(lower));
  for (let i = outgoing.length - 2; i >= 0; i -= 2) {
    if (outgoing[i]?.toLowerCase() === lower) outgoing.splice(i, 2);
  }
  outgoing.push(headerName, prefix === '' ? token.reveal() : `${prefix} ${token.reveal()}`);
}

/** The client's own parameters stay as they are, except one of the same name. */
function inQuery(query: string, { parameter, token }: QuerySecret): string {
  const name = encodeURIComponent(parameter);
  const kept = query
    .slice(1)
    .split('&')
    .filter(pair => pair !== '' && decodeName(pair) !== parameter);
  return `?${[...kept, `${name}=${encodeURIComponent(token.reveal())}`].join('&')}`;
}

function decodeName(pair: string): string {
  const name = (pair.split('=')[0] ?? '').replaceAll('+', ' ');
  try {
    return decodeURIComponent(name);
  } catch {
    // Not valid percent-encoding: then it is no spelling of the secret's name either.
    return name;
  }
}
