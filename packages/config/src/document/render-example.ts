import type { AnyField } from '@mycelium/schema';
import { type DocumentedSection, documentedSections } from './documented-sections.ts';

const WIDTH = 110;

/** A sentence as comment lines of bearable width. */
const comment = (sentence: string): readonly string[] => {
  const lines: string[] = [];
  let line = '#';
  for (const word of sentence.split(' ')) {
    if (line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
};

const off = (line: string): string => (line === '' || line.startsWith('#') ? line : `#${line}`);

function keyLines(section: DocumentedSection, key: string, field: AnyField): readonly string[] {
  const about = comment(field.about ?? '');
  const written = section.written?.[key];
  if (written !== undefined) return [...about, `${key} = ${written}`];
  const offered = section.offered?.[key];
  if (offered !== undefined) return [...about, `#${key} = ${offered}`];
  if (field.kind === 'list' && field.inner[0]?.shape !== undefined) {
    return comment(`${key}: ${field.about ?? ''}`);
  }
  if (field.presence !== 'defaulted') {
    throw new TypeError(`${section.header} ${key} has neither a default nor a sample`);
  }
  return [...about, `${key} = ${JSON.stringify(field.defaultJson)}`];
}

function sectionLines(section: DocumentedSection): readonly string[] {
  const keys = Object.entries(section.shape.fields).flatMap(([key, field]) => [
    '',
    ...keyLines(section, key, field),
  ]);
  const lead = section.lead === undefined || section.lead.length === 0 ? [] : ['', ...section.lead];
  const body = [section.header, ...lead, ...keys];
  return ['', ...comment(section.about), ...(section.example === 'off' ? body.map(off) : body)];
}

const HEAD = `# Configuration of the gateway, with every key there is. Made from the program's own definitions: change those, then
# run \`node packages/config/src/generate.ts\`. A line with "# " explains; "#" right before a key or a
# header switches it off. What a key says is its default or a sample; a key whose default suits you may be left out.
#
# Any value may stand here, in the environment, or in Vault:
#   tokenSecret = "…"
#   tokenSecret = { env = "MYC_TOKEN_SECRET" }
#   tokenSecret = { vault = { path = "myc/core", key = "tokenSecret" } }
#
# \`myc-api check\` reads this file and names everything that is wrong with it, with line and column.`;

const GROUPS: readonly (readonly [first: string, line: string])[] = [
  ['[[callback]]', '#[api.callbacks]'],
  ['[[example]]', '[api.services]'],
];

/** The text of `settings/config.example.toml`. */
export function renderExample(): string {
  const lines = documentedSections
    .filter(section => section.example !== 'inline')
    .flatMap(section => {
      const group = GROUPS.find(([first]) => first === section.header);
      return [...(group === undefined ? [] : ['', group[1]]), ...sectionLines(section)];
    });
  return `${[HEAD, ...lines].join('\n')}\n`;
}
