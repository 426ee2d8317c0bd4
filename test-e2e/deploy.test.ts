import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblems, loadConfig } from '@mycelium/config';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the compose file', () => {
  it('sets every variable that the configuration of its gateway reads', async () => {
    const compose = read('docker-compose.yaml');
    const loaded = await loadConfig({
      file: 'deploy/compose/config.toml',
      text: read('deploy/compose/config.toml'),
      env: name => (new RegExp(`^ {6}${name}: `, 'm').test(compose) ? settingOf(compose, name) : undefined),
      uuidV3: () => '00000000-0000-3000-8000-000000000000',
    });
    expect(loaded.ok ? '' : formatProblems(loaded.problems)).toBe('');
    // Its secrets are for development, and the gateway says so.
    for (const warning of loaded.warnings) expect(warning.message).toMatch(/placeholder of an example/);
  });

  it('mounts files that exist', () => {
    const mounts = [...read('docker-compose.yaml').matchAll(/^ {6}- (\.\/[^:\s]+\.\w+):/gm)].map(
      match => match[1] ?? '',
    );
    expect(mounts.length).toBeGreaterThan(2);
    execFileSync('ls', ['-d', ...mounts], { cwd: root });
  });
});

/** `${NAME:-default}` becomes the default, as compose does for a person who sets nothing. */
function settingOf(compose: string, name: string): string {
  const line = new RegExp(`^ {6}${name}: (.*)$`, 'm').exec(compose)?.[1] ?? '';
  return line.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}
