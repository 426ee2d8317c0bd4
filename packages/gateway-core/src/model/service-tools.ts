import { slugify } from '@mycelium/accounts';
import type { ApiDocument } from './api-document.ts';
import { type ApiOperation, apiOperations } from './api-operations.ts';
import type { RouteTable } from './route-table.ts';
import type { SecurityGroup, Service } from './service.ts';

/** An operation of a service that can be called through the gateway. */
export interface ServiceTool {
  readonly service: Service;
  readonly document: ApiDocument;
  readonly operation: ApiOperation;
  /** Unique among the tools of the service: `customer-api__get__api_customers_id`. */
  readonly operationId: string;
  /** Through the gateway: `/customer-api/api/customers/{id}`. */
  readonly path: string;
  /** What the route demands on which it is called. */
  readonly group: SecurityGroup;
}

/** Whether agents may know of the service. */
export const isDiscoverable = ({ discoverable, openapiPath }: Service): boolean =>
  discoverable && openapiPath !== undefined;

/** `GET /api/customers/{id}` of `customer-api` -> `customer-api__get__api_customers_id`. */
export const toolName = (service: string, { method, path }: Pick<ApiOperation, 'method' | 'path'>): string =>
  `${service}__${method.toLowerCase()}__${slugify(path).replaceAll('-', '_') || 'root'}`;

/**
 * The tools of a service by its document, in the order of that. Operations that no open route of the service takes are
 * left out: they could not be called.
 */
export function toolsOf(service: Service, document: ApiDocument, routes: RouteTable): readonly ServiceTool[] {
  const taken = new Map<string, number>();
  return apiOperations(document).flatMap(operation => {
    const path = `/${service.name}${operation.path}`;
    const match = routes.match(path, operation.method);
    if (match?.kind !== 'route' || match.route.service !== service || match.route.disabled !== undefined) {
      return [];
    }
    const operationId = uniqueName(toolName(service.name, operation), taken);
    return [{ service, document, operation, operationId, path, group: match.route.group }];
  });
}

/** Paths that differ in their punctuation alone share a name; the later ones are numbered. */
function uniqueName(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : uniqueName(`${name}_${count}`, taken);
}

/** The words that somebody looks for. */
export const searchTerms = (query: string): readonly string[] =>
  query.toLowerCase().split(/\s+/).filter(Boolean);

/**
 * How well a tool fits the words, from 0 to 200: each word is compared with the service's name, the summary, each tag and
 * the path; equal counts 2, one within the other 1, and the average is given in hundredths.
 */
export function toolScore({ service, operation, path }: ServiceTool, terms: readonly string[]): number {
  const fields = [service.name, operation.summary ?? '', ...operation.tags, path]
    .map(field => field.toLowerCase())
    .filter(Boolean);
  if (terms.length === 0 || fields.length === 0) return 0;
  const weights = terms.flatMap(term => fields.map(field => likeness(term, field)));
  return Math.floor((100 * weights.reduce((sum, weight) => sum + weight, 0)) / weights.length);
}

function likeness(term: string, field: string): number {
  if (term === field) return 2;
  return term.includes(field) || field.includes(term) ? 1 : 0;
}
