import { mkdirSync, writeFileSync } from 'node:fs';
import {
  openApiDocument,
  openRpcDocument,
  operationsMarkdown,
  permissionsMarkdown,
} from '@mycelium/operations';
import { adminRegistry } from './admin-doors.ts';
import { errorReference } from './error-reference.ts';
import { MATRIX_TENANTS, matrixColumns } from './matrix-people.ts';
import { version } from './version.ts';

const ROOT = new URL('../../../', import.meta.url);
const INFO = { title: 'Mycelium', version, servers: [] };

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

/** The generated files by their path from the root of the repository. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const registry = adminRegistry(true);
  return {
    'docs/reference/errors.md': errorReference(),
    'docs/reference/operations.md': operationsMarkdown(registry),
    'docs/reference/permissions.md': permissionsMarkdown(registry, matrixColumns, MATRIX_TENANTS),
    'docs/reference/openapi.json': json(openApiDocument(registry, INFO)),
    'docs/reference/openrpc.json': json(openRpcDocument(registry, INFO)),
  };
}

function writeGenerated(): void {
  for (const [path, text] of Object.entries(generatedFiles())) {
    const target = new URL(path, ROOT);
    mkdirSync(new URL('.', target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (import.meta.main) writeGenerated();
