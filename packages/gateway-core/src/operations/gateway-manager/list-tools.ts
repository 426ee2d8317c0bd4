import { custom, described, integer, optional, pageFields, shape, text, withDefault } from '@mycelium/schema';
import { Allowance } from '../../model/inlined-references.ts';
import { HTTP_METHODS } from '../../model/methods.ts';
import {
  isDiscoverable,
  type ServiceTool,
  searchTerms,
  toolScore,
  toolsOf,
} from '../../model/service-tools.ts';
import { type FoundTool, ToolPageView, toolRecordView } from '../../views/tool-view.ts';
import { by } from '../listing.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'catalogue' | 'serviceDocuments'>;

const METHOD_NAMES: readonly string[] = HTTP_METHODS;

const method = () =>
  custom<string>({
    expects: 'an HTTP method',
    parse: value => {
      const upper = typeof value === 'string' ? value.toUpperCase() : '';
      return METHOD_NAMES.includes(upper)
        ? { value: upper }
        : { problem: `must be one of ${METHOD_NAMES.join(', ')}` };
    },
    jsonSchema: { type: 'string', enum: METHOD_NAMES },
  });

export const listTools = operation({
  name: 'gatewayManager.tools.list',
  route: 'GET /_adm/gateway-manager/tools',
  access: { role: 'gateway-manager', permission: 'read' },
  summary: 'List or search the operations that agents may discover, as the services describe them.',
  description:
    'These are the operations of discoverable services, by their OpenAPI documents, that a route lets through. A service whose document cannot be had is left out until it can.',
  params: shape('ListToolsParams', {
    query: described(optional(text({ max: 500, trim: true })), 'Words to look for.'),
    method: optional(method()),
    scoreCutoff: described(
      withDefault(integer({ min: 0, max: 1000 }), 5),
      'The least score to be listed with. Without a query everything is listed.',
    ),
    pageSize: described(withDefault(integer({ min: 1, max: 100 }), 5), 'How many records to answer with.'),
    skip: pageFields.skip,
  }),
  result: ToolPageView,
  errors: [],
  run: async (ports: Ports, _context, { query = '', method: wanted, scoreCutoff, pageSize, skip }) => {
    const terms = searchTerms(query);
    const found = (await allTools(ports))
      .filter(({ operation: { method: has } }) => wanted === undefined || has === wanted)
      .map((tool): FoundTool => ({ tool, score: toolScore(tool, terms) }))
      .filter(({ score }) => terms.length === 0 || score >= scoreCutoff)
      .sort((a, b) => b.score - a.score || byPlace(a, b));
    const allowance = new Allowance();
    return {
      records: found.slice(skip, skip + pageSize).map(one => toolRecordView(one, allowance)),
      count: found.length,
      page_size: pageSize,
      skip,
    };
  },
});

const byPlace = by<FoundTool>(
  ({ tool }) => tool.path,
  ({ tool }) => tool.operation.method,
);

async function allTools({ catalogue, serviceDocuments }: Ports): Promise<readonly ServiceTool[]> {
  const tools = catalogue.services.filter(isDiscoverable).map(async service => {
    const document = await serviceDocuments.of(service);
    return document === undefined ? [] : toolsOf(service, document, catalogue.routes);
  });
  return (await Promise.all(tools)).flat();
}
