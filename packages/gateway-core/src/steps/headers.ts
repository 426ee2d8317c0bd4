import type { Exchange, StepResult } from '../exchange.ts';
import { HEADER } from '../model/header-policy.ts';
import type { PipelinePorts } from '../ports.ts';
import { logStripped } from '../stages.ts';

/** Puts together what the service receives: the client's own fields that may pass, then ours. */
export function headers(exchange: Exchange, { log, signatures }: PipelinePorts): StepResult {
  const { route, head, identity } = exchange;
  const read = exchange.headers;
  if (route === undefined || read === undefined) return undefined;
  if (read.stripped !== undefined) logStripped(log, read.stripped);
  const outgoing = read.passed;
  const passAuthorization = route.group.kind === 'public' || route.service.forwardAuthorization;
  if (read.authorization !== undefined && passAuthorization) {
    outgoing.push(read.authorizationName, read.authorization);
  }
  const { requestId, client } = head;
  outgoing.push(HEADER.requestId, requestId);
  if (read.host !== undefined) outgoing.push('x-forwarded-host', read.host);
  if (identity !== undefined) outgoing.push(HEADER.email, identity.email);
  if (exchange.tenantId !== undefined) outgoing.push(HEADER.tenantId, exchange.tenantId);
  if (exchange.profileHeader !== undefined) outgoing.push(HEADER.profile, exchange.profileHeader);
  const signing = identity && signatures?.get(route.service);
  if (signing) {
    const { tenantId, profileHeader: profile } = exchange;
    outgoing.push(HEADER.signature, signing.of({ email: identity.email, tenantId, profile }));
  }
  exchange.outgoing = outgoing;
  exchange.blocks = [route.fields, client.fields];
  return undefined;
}
