import type { TokenTrace, VerifiedToken } from '@mycelium/accounts';
import { AppError, parseUuid, refuse, type TenantId } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import type { CallerEntry } from '../identity/caller-entry.ts';
import type { Identities } from '../identity/identities.ts';
import { bearerToken } from '../model/bearer.ts';
import type { PipelinePorts } from '../ports.ts';
import { traceOf } from '../stages.ts';

/** `not-mine`: the request carries no credential of this kind, ask the next. */
type Answer = 'not-mine' | VerifiedToken | AppError | Promise<VerifiedToken | AppError>;
type Identifier = (exchange: Exchange, identities: Identities, trace: TokenTrace) => Answer;

const IDENTIFIERS: readonly Identifier[] = [connectionString, bearer];

/** Finds out who is calling, for every group above `public`. */
export function identify(exchange: Exchange, ports: PipelinePorts): StepResult {
  const { route } = exchange;
  if (route === undefined || route.group.kind === 'public') return undefined;
  const tenant = readTenant(exchange);
  if (tenant) return tenant;
  noteBoth(exchange, ports);
  const trace = traceOf(exchange, ports.log);
  for (const identifier of IDENTIFIERS) {
    const answer = identifier(exchange, ports.identities, trace);
    if (answer === 'not-mine') continue;
    if (answer instanceof Promise) return answer.then(settled => accept(exchange, ports, settled));
    return accept(exchange, ports, answer);
  }
  return refuse('NOT_AUTHENTICATED', {
    details: 'Send an access token: Authorization: Bearer <token>.',
  });
}

/** The two may belong to different callers, and only the first is looked at. */
function noteBoth({ headers, head }: Exchange, { log }: PipelinePorts): void {
  if (headers?.connectionString === undefined || headers.authorization === undefined) return;
  const { requestId } = head;
  log.log('info', 'a connection string and a token came together: the connection string decides', {
    requestId,
  });
}

function readTenant(exchange: Exchange): AppError | undefined {
  const text = exchange.headers?.tenantId;
  if (text === undefined) return undefined;
  const tenantId = parseUuid<TenantId>(text.trim());
  if (tenantId === undefined)
    return refuse('MALFORMED_REQUEST', { details: 'x-mycelium-tenant-id is not a UUID' });
  exchange.tenantId = tenantId;
  return undefined;
}

function connectionString({ headers }: Exchange): Answer {
  if (headers?.connectionString === undefined) return 'not-mine';
  return refuse('TOKEN_INVALID', { details: 'Connection strings cannot be checked by this version.' });
}

/** No token that anybody issues is longer; what is longer is refused before it is looked at. */
const MAX_TOKEN_LENGTH = 8192;

function bearer({ headers, head }: Exchange, identities: Identities, trace: TokenTrace): Answer {
  const authorization = headers?.authorization;
  if (authorization === undefined) return 'not-mine';
  const { connection } = head;
  const seen = connection && identities.tokenOn(connection, authorization, trace);
  if (seen !== undefined) return seen;
  const token = bearerToken(authorization);
  if (token === undefined || token.length > MAX_TOKEN_LENGTH) {
    return refuse('TOKEN_INVALID', { details: 'Authorization must read: Bearer <token>.' });
  }
  const known = identities.knownToken(token, trace);
  if (known === undefined) return identities.token(token, trace).catch(refusalOrBug);
  if (connection !== undefined) identities.keepOn(connection, authorization, known);
  return known;
}

function refusalOrBug(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

function accept(exchange: Exchange, ports: PipelinePorts, answer: VerifiedToken | AppError): StepResult {
  if (answer instanceof AppError) return answer;
  if (answer.secondFactorPending) return refuse('SECOND_FACTOR_REQUIRED');
  if (exchange.route?.group.kind === 'authenticated') {
    exchange.identity = { email: answer.email, validUntil: answer.expiresAt };
    return undefined;
  }
  const caller = ports.identities.caller(answer.email, traceOf(exchange, ports.log));
  if (!(caller instanceof Promise)) return recognised(exchange, answer, caller);
  return caller.then(entry => recognised(exchange, answer, entry), refusalOrBug);
}

function recognised(exchange: Exchange, token: VerifiedToken, caller: CallerEntry): AppError | undefined {
  if (!caller.isSubjectOf(token))
    return refuse('TOKEN_INVALID', { details: 'Its user does not exist any more.' });
  exchange.identity = { email: caller.email, caller, validUntil: token.expiresAt };
  return undefined;
}
