import type { AnyField } from '@mycelium/schema';
import { accessLabel, whoMay } from './access.ts';
import { CREDENTIAL_NOTE, restCurl, rpcCurl, tenantNote } from './call-examples.ts';
import { docsScript, docsStyle } from './docs-page-style.ts';
import { documentedErrors } from './documented-errors.ts';
import type { AnyOperation } from './operation.ts';
import { presenceOf, resultPhrase } from './operations-markdown.ts';
import { type Registry, resultField } from './registry.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string): string => text.replace(/[&<>"]/g, sign => ENTITIES[sign] ?? sign);

/**
 * The documentation of all operations as one page: no other file, no network, light and dark. Serve it with a
 * Content-Security-Policy that allows inline styles and scripts, or none.
 */
export function docsPage(registry: Registry, title = 'Mycelium operations'): string {
  const scopes = Map.groupBy(registry.operations, ({ name }) => name.split('.')[0] ?? name);
  const sections = [...scopes].map(([scope, operations]) => scopeSection(scope, operations)).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${safe(title)}</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="Operations">
<input id="filter" type="search" placeholder="Filter operations" aria-label="Filter operations" autocomplete="off">
${[...scopes].map(([scope, operations]) => navigation(scope, operations)).join('\n')}
</nav>
<main>
<header>
<h1>${safe(title)}</h1>
<p>${registry.operations.length} operations, each over REST and JSON-RPC. ${safe(CREDENTIAL_NOTE)}</p>
<pre><code>export MYCELIUM=http://127.0.0.1:8080
export TOKEN=…</code></pre>
</header>
${sections}
</main>
<script>${docsScript}</script>
</body>
</html>
`;
}

const navigation = (scope: string, operations: readonly AnyOperation[]): string =>
  `<details open><summary>${safe(scope)}</summary><ul>${operations
    .map(
      ({ name }) =>
        `<li data-for="${safe(name)}"><a href="#${safe(name)}">${safe(name.slice(scope.length + 1))}</a></li>`,
    )
    .join('')}</ul></details>`;

const scopeSection = (scope: string, operations: readonly AnyOperation[]): string =>
  `<section><h2>${safe(scope)}</h2>\n${operations.map(operationArticle).join('\n')}</section>`;

function operationArticle(operation: AnyOperation): string {
  const { name, summary, description, access, routes, only } = operation;
  const prose = [summary, description, whoMay(operation), tenantNote(operation)].filter(
    sentence => sentence !== undefined,
  );
  const ways = [
    ...routes.map(routeLine),
    only === 'rest' ? '' : `<li><b class="rpc">RPC</b> <code>${safe(name)}</code></li>`,
  ].join('');
  return `<article id="${safe(name)}">
<h3><a href="#${safe(name)}">${safe(name)}</a> <span class="access ${access === 'public' ? 'open' : ''}">${safe(accessLabel(access))}</span></h3>
<p>${safe(prose.join(' '))}</p>
<ul class="ways">${ways}</ul>
${paramsTable(operation)}
<h4>Result</h4>
${resultBlock(operation)}
${errorsTable(operation)}
<h4>Try it</h4>
${[restCurl(operation), rpcCurl(operation)].map(codeBlock).join('\n')}
</article>`;
}

function routeLine(route: string): string {
  const [method = '', path = ''] = route.split(' ');
  return `<li><b class="${method.toLowerCase()}">${method}</b> <code>${safe(path)}</code></li>`;
}

const codeBlock = (text: string | undefined): string =>
  text === undefined
    ? ''
    : `<div class="code"><button type="button">Copy</button><pre><code>${safe(text)}</code></pre></div>`;

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${head.map(cell => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;

const fieldRow = ([name, field]: readonly [string, AnyField]): string =>
  row([`<code>${safe(name)}</code>`, safe(field.expects), safe(presenceOf(field)), safe(field.about ?? '')]);

function paramsTable({ params }: AnyOperation): string {
  const fields = Object.entries(params.fields);
  if (fields.length === 0) return '<p class="quiet">No params.</p>';
  return `<h4>Params</h4>${table(['Name', 'Type', '', 'Meaning'], fields.map(fieldRow))}`;
}

/** An object's fields as a table, also for a list of objects; one phrase for everything else. */
function resultBlock(operation: AnyOperation): string {
  const field = resultField(operation);
  const shape = field?.shape ?? (field?.kind === 'list' ? field.inner[0]?.shape : undefined);
  const status = operation.routes.length > 0 ? `<b>${operation.status}</b> ` : '';
  const phrase = `<p>${status}${safe(resultPhrase(operation))}</p>`;
  if (shape === undefined) return phrase;
  return `${phrase}${table(['Name', 'Type', '', 'Meaning'], Object.entries(shape.fields).map(fieldRow))}`;
}

function errorsTable(operation: AnyOperation): string {
  const rows = documentedErrors(operation).map(({ code, http, rpc, message }) =>
    row([`<code>${code}</code>`, String(http), String(rpc), safe(message)]),
  );
  return `<details><summary>Errors (${rows.length})</summary>${table(['Code', 'HTTP', 'JSON-RPC', 'Meaning'], rows)}</details>`;
}
