import type { IncomingMessage } from 'node:http';
import { refuse } from '@mycelium/kernel';
import type { Application } from 'express';
import {
  callerOf,
  contextOf,
  type DoorHandler,
  type DoorPorts,
  type DoorRequest,
  REQUEST_ID_HEADER,
} from './door.ts';
import { contained, execute } from './execute.ts';
import { type Answer, errorAnswer, jsonAnswer, send } from './http-answer.ts';
import { ClientGone, readText } from './http-body.ts';
import { parseJsonText } from './json-text.ts';
import type { AnyOperation, CallContext, HtmlPage } from './operation.ts';
import type { Registry, RoutedOperation } from './registry.ts';
import { restParams, takesBody } from './rest-params.ts';
import { expressPath, matchSegments, type Route } from './route.ts';

const MAX_BODY = 2 * 1024 * 1024;

/** One REST route, for listings. `path` is in the syntax of Express 5. */
export interface RestRoute {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
}

export interface RestDoor {
  readonly routes: readonly RestRoute[];
  /** Answers a request, or calls `next` when the path is not one of ours. Never rejects. */
  readonly handle: DoorHandler;
  /** Puts the door into an Express application. No body parser may run before it. */
  mount(app: Application): void;
}

interface Match extends RoutedOperation {
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * The REST door: every operation with a route, derived from the registry. Unknown paths under `/_adm` are
 * answered 404, known paths with another method 405.
 */
export function restDoor<Ports, Caller>(
  registry: Registry<Ports, Caller>,
  door: DoorPorts<Ports, Caller>,
): RestDoor {
  const handle: DoorHandler = async (request, response, next) => {
    const url = targetOf(request);
    const segments = url?.segments;
    const matches = segments === undefined ? [] : matching(registry, segments);
    const path = url?.path ?? '/';
    if (matches.length === 0 && !isOurs(path)) {
      if (next !== undefined) {
        next();
        return;
      }
    }
    const requestId = door.requestId?.(request) ?? door.ids.uuid();
    response.setHeader(REQUEST_ID_HEADER, requestId);
    try {
      const answer = await respond(door, request, { requestId, matches, query: url?.query, segments });
      send(request, response, answer);
    } catch (thrown) {
      if (thrown instanceof ClientGone) {
        response.destroy();
        return;
      }
      const error = contained(door, thrown, { requestId, path });
      send(request, response, errorAnswer(error, request));
    }
  };
  return {
    routes: registry.routes.map(({ route, operation }) => ({
      method: route.method,
      path: expressPath(route),
      operation: operation.name,
    })),
    handle,
    mount: app => {
      app.use(handle);
    },
  };
}

const isOurs = (path: string): boolean => path === '/_adm' || path.startsWith('/_adm/');

interface Target {
  readonly path: string;
  /** Percent-decoded, without a trailing slash; `undefined` when they cannot be decoded. */
  readonly segments: readonly string[] | undefined;
  readonly query: URLSearchParams;
}

function targetOf(request: DoorRequest): Target | undefined {
  const target = request.originalUrl ?? request.url ?? '/';
  const [path = '/', ...query] = target.split('?');
  if (!path.startsWith('/')) return undefined;
  return { path, segments: decodedSegments(path), query: new URLSearchParams(query.join('?')) };
}

function decodedSegments(path: string): readonly string[] | undefined {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  try {
    return trimmed.slice(1).split('/').map(decodeURIComponent);
  } catch {
    // A stray percent sign: answered as malformed where the path is ours.
    return undefined;
  }
}

const matching = ({ routes }: Registry, segments: readonly string[]): readonly Match[] =>
  routes.flatMap(routed => {
    const variables = matchSegments(routed.route, segments);
    return variables === undefined ? [] : [{ ...routed, variables }];
  });

interface Exchange {
  readonly requestId: string;
  readonly matches: readonly Match[];
  readonly segments: readonly string[] | undefined;
  readonly query: URLSearchParams | undefined;
}

async function respond<Ports, Caller>(
  door: DoorPorts<Ports, Caller>,
  request: DoorRequest,
  exchange: Exchange,
): Promise<Answer> {
  const { matches, segments, requestId } = exchange;
  if (segments === undefined)
    throw refuse('MALFORMED_REQUEST', { message: 'The path is not encoded correctly.' });
  if (matches.length === 0) {
    throw refuse('ROUTE_NOT_FOUND', { details: 'GET /_adm/rpc lists every operation.' });
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const match = matches.find(({ route }) => route.method === method);
  if (match === undefined) return otherMethod(request, matches);
  const context = contextOf(door, request, requestId);
  const { operation, route } = match;
  const caller = await callerOf(door, request, { context, access: operation.access });
  const refusal = door.authorise(operation.access, caller);
  if (refusal !== undefined) throw refusal;
  const params = restParams(operation, route, {
    variables: match.variables,
    query: exchange.query ?? new URLSearchParams(),
    body: await bodyOf(request, route),
    tenantId: context.tenantId,
  });
  const called = { ...context, caller } as CallContext<Caller>;
  return success(operation, await execute(door, operation, { context: called, params }));
}

/** OPTIONS is told what there is; any other method that is not there is refused with the same list. */
function otherMethod(request: IncomingMessage, matches: readonly Match[]): Answer {
  const methods = new Set(matches.map(({ route }) => route.method as string));
  if (methods.has('GET')) methods.add('HEAD');
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow } };
  const error = refuse('METHOD_NOT_ALLOWED', { details: `It accepts ${allow}.` });
  const answer = errorAnswer(error, request);
  return { ...answer, headers: { ...answer.headers, allow } };
}

const JSON_MEDIA = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

/** The parsed body; `undefined` for an empty one and for methods that take none. */
async function bodyOf(request: IncomingMessage, route: Route): Promise<unknown> {
  if (!takesBody(route)) return undefined;
  const text = await readText(request, MAX_BODY);
  if (text.trim() === '') return undefined;
  const type = request.headers['content-type'];
  if (type === undefined || !JSON_MEDIA.test(type.trim())) {
    throw refuse('MEDIA_TYPE_UNSUPPORTED', {
      details: 'Send JSON in UTF-8 with the header "Content-Type: application/json".',
    });
  }
  return parseJsonText(text);
}

function success(operation: AnyOperation, result: unknown): Answer {
  switch (operation.result.kind) {
    case 'nothing':
      return { status: operation.status };
    case 'html': {
      const page = result as HtmlPage;
      return {
        status: page.status ?? operation.status,
        headers: {
          'content-security-policy': operation.result.contentSecurityPolicy,
          'referrer-policy': 'no-referrer',
          ...page.headers,
        },
        body: page.html,
        contentType: 'text/html; charset=utf-8',
      };
    }
    default:
      return jsonAnswer(operation.status, result);
  }
}
