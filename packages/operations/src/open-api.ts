import { type AnyField, componentReference, componentsOf } from '@mycelium/schema';
import { whoMay } from './access.ts';
import { type DocumentedError, documentedErrors } from './documented-errors.ts';
import { CONNECTION_STRING_HEADER, REQUEST_ID_HEADER, TENANT_HEADER } from './door.ts';
import type { DocumentInfo, JsonDocument } from './open-rpc.ts';
import type { AnyOperation } from './operation.ts';
import { fieldsOf, type Registry, resultField } from './registry.ts';
import { takesQuery } from './rest-params.ts';
import { parseRoute, type Route } from './route.ts';

/** An OpenAPI 3.1 document of every operation with a route. Aliases are named in the descriptions. */
export function openApiDocument(registry: Registry, info: DocumentInfo): JsonDocument {
  const operations = registry.operations.filter(({ routes }) => routes.length > 0);
  const { title, version, description, servers = [] } = info;
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description !== undefined && { description }) },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    ...(servers.length > 0 && {
      servers: servers.map(({ name, url, summary }) => ({ url, description: summary ?? name })),
    }),
    tags: tagsOf(operations),
    paths: pathsOf(operations),
    components: {
      schemas: { ErrorBody: errorBodySchema, ...componentsOf(fieldsOf(operations)) },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        connectionString: { type: 'apiKey', in: 'header', name: CONNECTION_STRING_HEADER },
      },
    },
  };
}

const scopeName = ({ name }: AnyOperation): string => name.split('.')[0] ?? name;

const tagsOf = (operations: readonly AnyOperation[]): readonly JsonDocument[] =>
  [...new Set(operations.map(scopeName))].map(name => ({ name }));

function pathsOf(operations: readonly AnyOperation[]): JsonDocument {
  const paths: Record<string, Record<string, JsonDocument>> = {};
  for (const operation of operations) {
    const route = mainRoute(operation);
    if (route === undefined) continue;
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = pathOperation(operation, route);
    paths[route.path] = item;
  }
  return paths;
}

function mainRoute({ routes }: AnyOperation): Route | undefined {
  const route = routes[0] === undefined ? undefined : parseRoute(routes[0]);
  return route === undefined || 'wrong' in route ? undefined : route;
}

function pathOperation(operation: AnyOperation, route: Route): JsonDocument {
  const parameters = parametersOf(operation, route);
  const body = takesQuery(route) ? undefined : requestBody(operation, route);
  return {
    operationId: operation.name,
    tags: [scopeName(operation)],
    summary: operation.summary,
    description: describe(operation),
    security: operation.access === 'public' ? [] : [{ bearer: [] }, { connectionString: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: { [String(operation.status)]: successResponse(operation), ...errorResponses(operation) },
  };
}

function describe(operation: AnyOperation): string {
  const { description, routes } = operation;
  const aliases = routes.slice(1);
  const also = aliases.length === 0 ? undefined : `Also answers at ${aliases.join(', ')}.`;
  return [description, whoMay(operation), also].filter(Boolean).join(' ');
}

const isTenant = (name: string, route: Route): boolean =>
  name === 'tenantId' && !route.variables.includes(name);

function parametersOf({ params }: AnyOperation, route: Route): readonly JsonDocument[] {
  return Object.entries(params.fields).flatMap(([name, field]) => {
    if (route.variables.includes(name)) return [parameter(name, field, { in: 'path', required: true })];
    const header = isTenant(name, route) ? [tenantHeader] : [];
    if (!takesQuery(route)) return header;
    const required = field.presence === 'required' && header.length === 0;
    return [...header, parameter(name, field, { in: 'query', required })];
  });
}

const parameter = (
  name: string,
  field: AnyField,
  place: { readonly in: 'path' | 'query'; readonly required: boolean },
): JsonDocument => ({
  name,
  ...place,
  ...(field.about !== undefined && { description: field.about }),
  ...(isStructured(field)
    ? { content: { 'application/json': { schema: field.schema(componentReference) } } }
    : { schema: field.schema(componentReference) }),
});

/** Objects have no agreed form in a query: they are written as JSON. */
const isStructured = ({ kind }: AnyField): boolean =>
  kind === 'record' || kind === 'json' || kind === 'shape';

const tenantHeader: JsonDocument = {
  name: TENANT_HEADER,
  in: 'header',
  required: false,
  description:
    'The tenant to act in. It may be given as tenantId instead; when both are given they must agree.',
  schema: { type: 'string', format: 'uuid' },
};

/** What is neither in the path nor known to be empty. A body without any path variable is the params shape itself. */
function requestBody({ params }: AnyOperation, route: Route): JsonDocument | undefined {
  const rest = Object.entries(params.fields).filter(([name]) => !route.variables.includes(name));
  if (rest.length === 0) return undefined;
  const whole =
    rest.length === Object.keys(params.fields).length && !rest.some(([name]) => name === 'tenantId');
  const required = rest
    .filter(([name, field]) => field.presence === 'required' && !isTenant(name, route))
    .map(([name]) => name);
  const inline = {
    type: 'object',
    properties: Object.fromEntries(rest.map(([name, field]) => [name, field.schema(componentReference)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return {
    required: required.length > 0,
    content: { 'application/json': { schema: whole ? componentReference(params) : inline } },
  };
}

const answerHeaders: JsonDocument = {
  [REQUEST_ID_HEADER]: {
    description: 'Identifies this request in the logs.',
    schema: { type: 'string', format: 'uuid' },
  },
};

function successResponse(operation: AnyOperation): JsonDocument {
  const { result, example, summary } = operation;
  if (result.kind === 'nothing') return { description: `Done: ${summary}`, headers: answerHeaders };
  if (result.kind === 'html') {
    const schema = { type: 'string' };
    return {
      description: 'A page for a browser.',
      headers: answerHeaders,
      content: { 'text/html': { schema } },
    };
  }
  return {
    description: `Done: ${summary}`,
    headers: answerHeaders,
    content: {
      'application/json': {
        schema: resultField(operation)?.schema(componentReference) ?? {},
        ...(example !== undefined && { example: example.result }),
      },
    },
  };
}

function errorResponses(operation: AnyOperation): JsonDocument {
  const byStatus = [...Map.groupBy(documentedErrors(operation), ({ http }) => http)];
  return Object.fromEntries(byStatus.map(([status, alike]) => [String(status), errorResponse(alike)]));
}

const errorResponse = (alike: readonly DocumentedError[]): JsonDocument => ({
  description: alike.map(({ code, message }) => `${code}: ${message}`).join(' '),
  headers: answerHeaders,
  content: {
    'application/json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/ErrorBody' },
          { type: 'object', properties: { code: { enum: alike.map(({ code }) => code) } } },
        ],
      },
    },
  },
});

const errorBodySchema: JsonDocument = {
  type: 'object',
  properties: {
    message: { type: 'string', description: 'What went wrong. May be reworded; switch on the code instead.' },
    code: { type: 'string', description: 'A stable code of the error catalogue.' },
    details: { type: ['string', 'null'], description: 'What to do about it.' },
    msg: { type: 'string', description: 'The same as message.' },
    status: { type: 'integer', description: 'The HTTP status.' },
    problems: {
      type: 'array',
      description: 'Each refused field of the input.',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
    errorId: { type: 'string', format: 'uuid', description: 'Finds an unexpected fault in the logs.' },
  },
  required: ['message', 'code', 'details', 'msg', 'status'],
};
