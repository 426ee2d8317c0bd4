import type { AnyField } from '@mycelium/schema';
import { type DocumentedSection, documentedSections } from './documented-sections.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function typeOf(field: AnyField): string {
  const [item] = field.inner;
  switch (field.kind) {
    case 'oneOf':
      return field.values.map(value => `\`${JSON.stringify(value)}\``).join(', ');
    case 'list':
      return item === undefined ? 'list' : `list of ${item.shape === undefined ? typeOf(item) : 'tables'}`;
    case 'shape':
      return 'table';
    case 'json':
      return 'text or table';
    case 'uuid':
    case 'email':
    case 'text':
    case 'integer':
    case 'boolean':
    case 'custom':
    case 'instant':
    case 'number':
    case 'literal':
    case 'record':
    case 'union':
      return field.expects.replace(' of at least 1 characters', '').replace(/^an? /, '');
  }
}

const defaultOf = (field: AnyField): string => {
  if (field.presence === 'defaulted') return `\`${JSON.stringify(field.defaultJson)}\``;
  return field.presence === 'required' ? '**required**' : 'none';
};

const row = (key: string, field: AnyField): string =>
  `| \`${key}\` | ${cell(typeOf(field))} | ${cell(defaultOf(field))} | ${cell(field.about ?? '')} |`;

const sectionText = ({ header, about, shape }: DocumentedSection): string =>
  [
    `## \`${header}\``,
    '',
    about,
    '',
    '| Key | Type | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(shape.fields).map(([key, field]) => row(key, field)),
  ].join('\n');

const HEAD = `# Configuration reference

<!-- Made by \`node packages/config/src/generate.ts\` from the program's own definitions. -->

The gateway reads one TOML file, named by \`SETTINGS_PATH\`. Without one it starts in embedded mode with every default
below. Everything that is wrong with a file is reported at once, with line, column and key; \`myc-api check\` prints
the same report without starting anything.

## Where a value may stand

Any value may be written down, taken from a variable of the environment, or read from Vault:

\`\`\`toml
tokenSecret = "…"
tokenSecret = { env = "MYC_TOKEN_SECRET" }
tokenSecret = { vault = { path = "myc/core", key = "tokenSecret" } }
tokenSecret = { vault = "myc/core#tokenSecret" }
\`\`\`

A value that cannot be had stops the start, with one exception: the token of a single service only closes the routes
that name it, until it can be had. With \`MYC_ENVIRONMENT=production\` the placeholders of the examples are refused.

## What a left-out section means

| Section | With it | Without it |
| --- | --- | --- |
| \`[diesel]\` | PostgreSQL | a database in a folder, and secrets generated there |
| \`[redis]\` | a shared cache | a cache in memory |
| \`[smtp]\` | a mail server | e-mails are kept as files |
| \`[vault.define]\` | Vault | values come from the file and the environment |

A section can be switched off with \`"disabled"\`, for example \`tls = "disabled"\` in \`[api]\`; its content may stand
one level deeper, under \`define\`, \`set\` or \`enabled\`.

## How services are named

After a line \`[api.services]\`, every header names a service or a part of one, until the header of a section of the
gateway: \`[[billing]]\`, \`[[billing.path]]\`, \`[[billing.secret]]\`. The full form, \`[[api.services.billing]]\`,
works everywhere. A service may be named like a section: inside the list, double brackets (\`[[queue]]\`) mean the
service and single brackets (\`[queue]\`) the section. \`[group]\` after a route is the group of that route. Callbacks
are written the same way after \`[api.callbacks]\`.

A route is matched against the whole path, and also against what follows the service's name: \`/api/*\` of service
\`billing\` answers \`/api/x\` and \`/billing/api/x\`. Two routes of one service with the same path and a common method
are refused. Paths of the gateway itself (\`/health\`, \`/_adm\`, \`/mcp\`, …) are never passed on; a route that they
hide is named at the start.

A route may send its service's secret over plain http, because a trusted network is common behind a gateway, but the
start names every such route until it says \`acceptInsecureRouting = true\` or the service speaks https.`;

/** The text of `docs/reference/configuration.md`. */
export const renderReference = (): string =>
  `${[HEAD, ...documentedSections.map(sectionText)].join('\n\n')}\n`;
