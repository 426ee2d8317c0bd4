import type { AnyField } from '@mycelium/schema';
import { accessLabel, whoMay } from './access.ts';
import { CREDENTIAL_NOTE, restCurl, rpcCurl, tenantNote } from './call-examples.ts';
import { documentedErrors } from './documented-errors.ts';
import type { AnyOperation } from './operation.ts';
import { type Registry, resultField } from './registry.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const rowsOf = (rows: readonly (readonly string[])[]): string =>
  rows.map(row => `| ${row.map(cell).join(' | ')} |`).join('\n');

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [rowsOf([head]), rowsOf([head.map(() => '---')]), rowsOf(rows)].join('\n');

/** `required`, `optional`, or the default, for tables. */
export function presenceOf({ presence, defaultJson }: AnyField): string {
  switch (presence) {
    case 'required':
      return 'required';
    case 'optional':
      return 'optional';
    case 'defaulted':
      return `default ${JSON.stringify(defaultJson)}`;
  }
}

/** One phrase on what an operation answers. */
export function resultPhrase(operation: AnyOperation): string {
  const field = resultField(operation);
  if (field !== undefined) return field.shape?.name ?? field.expects;
  return operation.result.kind === 'html' ? 'a page for a browser' : 'nothing';
}

/** The reference of all operations, as one Markdown page. Same registry, same text. */
export function operationsMarkdown(registry: Registry): string {
  const { operations } = registry;
  const open = operations.filter(({ access }) => access === 'public');
  return `${[
    '# Operations',
    `${operations.length} operations. Generated from the registry; do not edit by hand. ${CREDENTIAL_NOTE}`,
    '## Open to anybody',
    open.length === 0 ? 'None.' : table(['Operation', 'Route', 'What it does'], open.map(summaryRow)),
    '## All',
    table(
      ['Operation', 'Route', 'Access', 'What it does'],
      operations.map(operation => {
        const [name = '', route = '', summary = ''] = summaryRow(operation);
        return [name, route, accessLabel(operation.access), summary];
      }),
    ),
    ...operations.map(operationSection),
  ].join('\n\n')}\n`;
}

const summaryRow = ({ name, routes, summary }: AnyOperation): readonly string[] => [
  `[\`${name}\`](#${name.toLowerCase().replaceAll('.', '')})`,
  routes[0] === undefined ? 'JSON-RPC only' : `\`${routes[0]}\``,
  summary,
];

function operationSection(operation: AnyOperation): string {
  const { name, summary, description, routes, only, status } = operation;
  const fields = Object.entries(operation.params.fields);
  const calls = [restCurl(operation), rpcCurl(operation)].filter(call => call !== undefined);
  return [
    `## ${name}`,
    [summary, description, whoMay(operation), tenantNote(operation)].filter(Boolean).join(' '),
    [
      ...routes.map(route => `- \`${route}\``),
      only === 'rest' ? '- REST only' : `- JSON-RPC method \`${name}\``,
      `- answers ${routes.length > 0 ? `${status} with ` : ''}${resultPhrase(operation)}`,
    ].join('\n'),
    fields.length === 0 ? 'No params.' : table(['Param', 'Type', '', 'Meaning'], fields.map(fieldRow)),
    table(
      ['Code', 'HTTP', 'JSON-RPC', 'Meaning'],
      documentedErrors(operation).map(error => [
        error.code,
        String(error.http),
        String(error.rpc),
        error.message,
      ]),
    ),
    `\`\`\`sh\n${calls.join('\n\n')}\n\`\`\``,
  ].join('\n\n');
}

const fieldRow = ([name, field]: readonly [string, AnyField]): readonly string[] => [
  `\`${name}\``,
  field.expects,
  presenceOf(field),
  field.about ?? '',
];
