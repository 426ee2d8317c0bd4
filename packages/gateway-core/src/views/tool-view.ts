import {
  boolean,
  described,
  type Infer,
  instant,
  integer,
  json,
  list,
  nullable,
  oneOf,
  optional,
  shape,
  text,
} from '@mycelium/schema';
import type { Allowance } from '../model/inlined-references.ts';
import { InlinedReferences } from '../model/inlined-references.ts';
import type { Service } from '../model/service.ts';
import type { ServiceTool } from '../model/service-tools.ts';
import { healthStatus } from './health-view.ts';
import { SecurityGroupView, securityGroupView } from './route-view.ts';

/** A whole service as agents see it. */
export const ToolView = shape('Tool', {
  name: text(),
  description: text(),
  toolType: oneOf('rest-api', 'unknown'),
  isContextApi: described(boolean(), 'Tells in which context the others are to be used.'),
  capabilities: list(text()),
  openapiPath: described(text(), "Path of the service's OpenAPI document, through the gateway."),
  healthStatus: healthStatus(),
});
export type ToolView = Infer<typeof ToolView>;

/** `undefined` for a service that agents may not know of, or that does not say enough about itself. */
export function toolView(service: Service): ToolView | undefined {
  const { name, description, openapiPath, discoverable } = service;
  if (!discoverable || description === undefined || openapiPath === undefined) return undefined;
  return {
    name,
    description,
    toolType: service.serviceType,
    isContextApi: service.isContextApi,
    capabilities: service.capabilities,
    openapiPath: `/${name}/${openapiPath.replace(/^\/+/, '')}`,
    healthStatus: 'unknown',
  };
}

export const DiscoverableServicesView = shape('DiscoverableServices', {
  description: text(),
  contexts: described(list(ToolView), 'Services that tell in which context the others are to be used.'),
  lastUpdated: described(nullable(instant()), 'When the health of one of them was last looked at.'),
  tools: list(ToolView),
});

/** One operation of a service. The names with underscores are those that agents have always read. */
export const ToolRecordView = shape('ToolRecord', {
  path: described(text(), 'Through the gateway.'),
  method: text(),
  operationId: text(),
  tags: optional(list(text())),
  summary: optional(text()),
  description: optional(text()),
  deprecated: optional(boolean()),
  parameters: optional(list(json())),
  requestBody: optional(json()),
  responses: optional(json()),
  security_group: SecurityGroupView,
  service: shape('ToolService', {
    name: text(),
    health_status: healthStatus(),
    capabilities: optional(list(text())),
    description: optional(text()),
  }),
  score: described(integer({ min: 0 }), 'How well it fits the query; 0 without one.'),
});
export type ToolRecordView = Infer<typeof ToolRecordView>;

export const ToolPageView = shape('ToolPage', {
  records: list(ToolRecordView),
  count: described(integer({ min: 0 }), 'All matches, not only those of this page.'),
  page_size: integer({ min: 1 }),
  skip: integer({ min: 0 }),
});

export interface FoundTool {
  readonly tool: ServiceTool;
  readonly score: number;
}

/** Schemas come with the operation. `allowance` is for all records of an answer together. */
export function toolRecordView({ tool, score }: FoundTool, allowance: Allowance): ToolRecordView {
  const { operation, service } = tool;
  const { summary, description, tags, parameters, requestBody, responses } = operation;
  const inlined = new InlinedReferences(tool.document, allowance);
  return {
    path: tool.path,
    method: operation.method,
    operationId: tool.operationId,
    ...(tags.length > 0 && { tags }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(operation.deprecated && { deprecated: true }),
    ...(parameters.length > 0 && { parameters: parameters.map(parameter => inlined.copy(parameter)) }),
    ...(requestBody !== undefined && { requestBody: inlined.copy(requestBody) }),
    ...(responses !== undefined && { responses: inlined.copy(responses) }),
    security_group: securityGroupView(tool.group),
    service: {
      name: service.name,
      health_status: 'unknown',
      ...(service.capabilities.length > 0 && { capabilities: service.capabilities }),
      ...(service.description !== undefined && { description: service.description }),
    },
    score,
  };
}
