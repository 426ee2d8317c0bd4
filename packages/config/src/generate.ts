import { mkdirSync, writeFileSync } from 'node:fs';
import { renderExample } from './document/render-example.ts';
import { renderReference } from './document/render-reference.ts';

const ROOT = new URL('../../../', import.meta.url);

/** The generated files by their path from the root of the repository. */
export const generatedFiles = (): Readonly<Record<string, string>> => ({
  'settings/config.example.toml': renderExample(),
  'docs/reference/configuration.md': renderReference(),
});

function writeGenerated(): void {
  for (const [path, text] of Object.entries(generatedFiles())) {
    const target = new URL(path, ROOT);
    mkdirSync(new URL('.', target), { recursive: true });
    writeFileSync(target, text);
  }
}

if (import.meta.main) writeGenerated();
