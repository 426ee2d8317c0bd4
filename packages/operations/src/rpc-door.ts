import { type AppError, refuse } from '@mycelium/kernel';
import { nearest } from '@mycelium/schema';
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
import { type RpcError, rpcError } from './faults.ts';
import { type Answer, errorAnswer, jsonAnswer, send } from './http-answer.ts';
import { ClientGone, readText } from './http-body.ts';
import { parseJsonText } from './json-text.ts';
import { type DocumentInfo, type JsonDocument, openRpcDocument } from './open-rpc.ts';
import type { AnyOperation, CallContext } from './operation.ts';
import type { Registry } from './registry.ts';

export const RPC_PATH = '/_adm/rpc';
export const DISCOVER = 'rpc.discover';
const MAX_BODY = 256 * 1024;
const DEFAULT_BATCH = 100;

export interface RpcDoorPorts<Ports, Caller> extends DoorPorts<Ports, Caller> {
  /** Title, version and servers of the OpenRPC document. */
  readonly info: DocumentInfo;
  /** Most calls in one batch. Default 100. */
  readonly maxBatch?: number;
}

export interface RpcDoor {
  /** Answers POST and GET at `/_adm/rpc`; calls `next` for any other path. Never rejects. */
  readonly handle: DoorHandler;
  /** Puts the door into an Express application, before the REST door. No body parser may run before it. */
  mount(app: Application): void;
}

type Id = string | number | null;

/** A call that may be made, or why it may not; without `id` it is a notification. */
type Item =
  | { readonly id?: Id; readonly method: string; readonly params: unknown }
  | { readonly id: Id; readonly refused: RpcError };

type RpcAnswer =
  | { readonly jsonrpc: '2.0'; readonly result: unknown; readonly id: Id }
  | { readonly jsonrpc: '2.0'; readonly error: unknown; readonly id: Id };

/** JSON-RPC 2.0 at `/_adm/rpc`, derived from the registry. GET answers the OpenRPC document. */
export function rpcDoor<Ports, Caller>(
  registry: Registry<Ports, Caller>,
  door: RpcDoorPorts<Ports, Caller>,
): RpcDoor {
  // Made when it is first asked for: it is large, and hardly anybody asks.
  let made: JsonDocument | undefined;
  const document = (): JsonDocument => {
    made ??= openRpcDocument(registry, door.info);
    return made;
  };
  const handle: DoorHandler = async (request, response, next) => {
    const path = (request.originalUrl ?? request.url ?? '').split('?')[0];
    if (path !== RPC_PATH && path !== `${RPC_PATH}/` && next !== undefined) {
      next();
      return;
    }
    const requestId = door.requestId?.(request) ?? door.ids.uuid();
    response.setHeader(REQUEST_ID_HEADER, requestId);
    try {
      send(request, response, await respond({ registry, door, document }, request, requestId));
    } catch (thrown) {
      if (thrown instanceof ClientGone) {
        response.destroy();
        return;
      }
      send(request, response, errorAnswer(contained(door, thrown, { requestId, path: RPC_PATH }), request));
    }
  };
  return {
    handle,
    mount: app => {
      app.use(handle);
    },
  };
}

interface Service<Ports, Caller> {
  readonly registry: Registry<Ports, Caller>;
  readonly door: RpcDoorPorts<Ports, Caller>;
  readonly document: () => unknown;
}

async function respond<Ports, Caller>(
  service: Service<Ports, Caller>,
  request: DoorRequest,
  requestId: string,
): Promise<Answer> {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return jsonAnswer(200, service.document());
    case 'OPTIONS':
      return { status: 204, headers: { allow: ALLOW } };
    case 'POST':
      return answerPost(service, request, requestId);
    default: {
      const answer = errorAnswer(refuse('METHOD_NOT_ALLOWED', { details: `It accepts ${ALLOW}.` }), request);
      return { ...answer, headers: { ...answer.headers, allow: ALLOW } };
    }
  }
}

const ALLOW = 'GET, HEAD, POST, OPTIONS';

async function answerPost<Ports, Caller>(
  service: Service<Ports, Caller>,
  request: DoorRequest,
  requestId: string,
): Promise<Answer> {
  const { registry, door } = service;
  const text = await readText(request, MAX_BODY);
  const envelope = readEnvelope(text, door.maxBatch ?? DEFAULT_BATCH);
  if ('refused' in envelope) return jsonAnswer(200, failure(null, envelope.refused));
  const anonymous = contextOf(door, request, requestId);
  const access = envelope.items.every(item => isOpen(registry, item)) ? 'public' : 'bearer';
  const caller = await callerOf(door, request, { context: anonymous, access });
  const context = { ...anonymous, caller } as CallContext<Caller>;
  const answers: RpcAnswer[] = [];
  for (const item of envelope.items) {
    const answer = await answerItem(service, item, context);
    if (answer !== undefined) answers.push(answer);
  }
  if (answers.length === 0) return { status: 204 };
  return jsonAnswer(200, envelope.batch ? answers : answers[0]);
}

type Envelope = { readonly refused: RpcError } | { readonly batch: boolean; readonly items: readonly Item[] };

const invalidRequest = (details: string): RpcError => ({
  ...rpcError(refuse('MALFORMED_REQUEST', { message: 'Invalid request.', details })),
  code: -32600,
});

function readEnvelope(text: string, maxBatch: number): Envelope {
  let body: unknown;
  try {
    body = parseJsonText(text);
  } catch (thrown) {
    return { refused: { ...rpcError(thrown as AppError), code: -32700 } };
  }
  if (!Array.isArray(body)) return { batch: false, items: [readItem(body)] };
  if (body.length === 0) return { refused: invalidRequest('A batch must hold at least one call.') };
  if (body.length > maxBatch)
    return { refused: invalidRequest(`A batch may hold at most ${maxBatch} calls.`) };
  return { batch: true, items: body.map(readItem) };
}

/** What comes back as it was sent: a whole number beyond these would be another one. */
const isId = (value: unknown): value is Id =>
  value === null ||
  typeof value === 'string' ||
  (typeof value === 'number' &&
    (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)));

function readItem(value: unknown): Item {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, refused: invalidRequest('A call is an object with jsonrpc, method, params and id.') };
  }
  const call = new Map<string, unknown>(Object.entries(value));
  const id = call.get('id');
  const known = isId(id) ? id : null;
  if (call.has('id') && !isId(id)) {
    return {
      id: null,
      refused: invalidRequest('The id must be text, a number that JSON carries exactly, or null.'),
    };
  }
  if (call.get('jsonrpc') !== '2.0') return { id: known, refused: invalidRequest('jsonrpc must be "2.0".') };
  const method = call.get('method');
  if (typeof method !== 'string') return { id: known, refused: invalidRequest('The method must be text.') };
  return { ...(call.has('id') && { id: known }), method, params: call.get('params') };
}

/** True when nobody needs to be known for it: a public operation, or a call that fails anyway. */
function isOpen(registry: Registry, item: Item): boolean {
  if ('refused' in item) return true;
  const operation = callable(registry, item.method);
  return operation === undefined || operation.access === 'public';
}

function callable(registry: Registry, method: string): AnyOperation | undefined {
  const operation = registry.byName(method);
  return operation?.only === 'rest' ? undefined : operation;
}

const success = (id: Id, result: unknown): RpcAnswer => ({ jsonrpc: '2.0', result, id });
const failure = (id: Id, error: RpcError): RpcAnswer => ({ jsonrpc: '2.0', error, id });

/** `undefined` for a notification, which is never answered, not even with an error. */
async function answerItem<Ports, Caller>(
  service: Service<Ports, Caller>,
  item: Item,
  context: CallContext<Caller>,
): Promise<RpcAnswer | undefined> {
  if ('refused' in item) return failure(item.id, item.refused);
  try {
    const result = await call(service, item, context);
    return item.id === undefined ? undefined : success(item.id, result);
  } catch (thrown) {
    const fields = { operation: item.method.slice(0, 100), requestId: context.requestId };
    const error = contained(service.door, thrown, fields);
    return item.id === undefined ? undefined : failure(item.id, rpcError(error));
  }
}

async function call<Ports, Caller>(
  { registry, door, document }: Service<Ports, Caller>,
  { method, params }: { readonly method: string; readonly params: unknown },
  context: CallContext<Caller>,
): Promise<unknown> {
  if (Array.isArray(params)) {
    throw refuse('INVALID_INPUT', { details: 'Params are passed by name: send an object, not a list.' });
  }
  if (method === DISCOVER) return document();
  const operation = callable(registry, method);
  if (operation === undefined) throw unknownMethod(registry, method);
  return execute(door, operation, { context, params: params ?? undefined });
}

function unknownMethod(registry: Registry, method: string): AppError {
  const other = registry.byName(method);
  if (other !== undefined) {
    return refuse('METHOD_UNKNOWN', { details: `It exists over REST only: ${other.routes[0]}.` });
  }
  const names = registry.operations.filter(({ only }) => only !== 'rest').map(({ name }) => name);
  const meant = nearest(method, names);
  return refuse('METHOD_UNKNOWN', {
    details: meant === undefined ? `Call ${DISCOVER} for the list.` : `Did you mean ${meant}?`,
  });
}
