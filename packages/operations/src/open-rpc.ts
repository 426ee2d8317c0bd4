import {
  componentReference,
  componentsOf,
  type Field,
  type JsonSchema,
  type Presence,
} from '@mycelium/schema';
import { whoMay } from './access.ts';
import { type DocumentedError, documentedErrors } from './documented-errors.ts';
import { TENANT_HEADER } from './door.ts';
import type { AnyOperation } from './operation.ts';
import { fieldsOf, type Registry, resultField } from './registry.ts';

/** What a document says about the program that serves it. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly servers?: readonly { readonly name: string; readonly url: string; readonly summary?: string }[];
}

export type JsonDocument = JsonSchema;

const OPENRPC = '1.2.6';

/** The operations that exist over JSON-RPC. */
export const rpcOperations = ({ operations }: Registry): readonly AnyOperation[] =>
  operations.filter(({ only }) => only !== 'rest');

/** An OpenRPC document: one method per operation, one content descriptor per param, passed by name. */
export function openRpcDocument(registry: Registry, info: DocumentInfo): JsonDocument {
  const operations = rpcOperations(registry);
  const { title, version, description, servers } = info;
  return {
    openrpc: OPENRPC,
    info: { title, version, ...(description !== undefined && { description }) },
    ...(servers !== undefined && { servers }),
    methods: [discoverMethod, ...operations.map(methodOf)],
    components: { schemas: componentsOf(fieldsOf(operations)) },
  };
}

const discoverMethod: JsonDocument = {
  name: 'rpc.discover',
  summary: 'List every method, its params, its result and its errors.',
  tags: [{ name: 'discovery' }],
  paramStructure: 'by-name',
  params: [],
  result: {
    name: 'openrpc',
    schema: { $ref: 'https://raw.githubusercontent.com/open-rpc/meta-schema/master/schema.json' },
  },
};

function methodOf(operation: AnyOperation): JsonDocument {
  const { name, summary, description, params } = operation;
  const [scope = '', group = ''] = name.split('.');
  const { example } = operation;
  return {
    name,
    summary,
    description: [description, whoMay(operation)].filter(Boolean).join(' '),
    tags: [{ name: scope }, { name: group }],
    paramStructure: 'by-name',
    params: Object.entries(params.fields).map(descriptorOf),
    result: { name: 'result', schema: resultSchema(operation) },
    errors: mergedErrors(documentedErrors(operation)),
    ...(example !== undefined && {
      examples: [
        {
          name: 'example',
          params: Object.entries(example.params).map(([key, value]) => ({ name: key, value })),
          result: { name: 'result', value: example.result ?? null },
        },
      ],
    }),
  };
}

function descriptorOf([name, field]: [string, Field<unknown, Presence>]): JsonDocument {
  const about = name === 'tenantId' ? [field.about, TENANT_AGREES].filter(Boolean).join(' ') : field.about;
  return {
    name,
    required: field.presence === 'required',
    ...(about !== undefined && { description: about }),
    schema: field.schema(componentReference),
  };
}

const TENANT_AGREES = `A request with the header ${TENANT_HEADER} must name the same tenant there.`;

const resultSchema = (operation: AnyOperation): JsonSchema =>
  resultField(operation)?.schema(componentReference) ?? { type: 'null' };

/** Numbers must be unique within a method, so errors that share one are listed inside it. */
function mergedErrors(all: readonly DocumentedError[]): readonly JsonDocument[] {
  return [...Map.groupBy(all, ({ rpc }) => rpc)].map(([code, alike]) => ({
    code,
    message:
      alike.length === 1 ? alike[0]?.message : alike.map(error => `${error.code} ${error.message}`).join(' '),
    data: { codes: alike.map(error => error.code) },
  }));
}
