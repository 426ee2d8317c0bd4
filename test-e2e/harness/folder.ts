import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** A fresh folder that is gone when the tests are done. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'myc-e2e-'));
  made.push(path);
  return path;
}

folder.write = (inFolder: string, name: string, text: string): string => {
  const path = join(inFolder, name);
  writeFileSync(path, text);
  return path;
};
