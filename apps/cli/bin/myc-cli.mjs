#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
const here = path => fileURLToPath(new URL(path, import.meta.url));

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `myc-cli needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}.\n` +
      `Run it with:  npx --package=node@${OLDEST_NODE} node ${process.argv[1]} …\n`,
  );
  process.exit(1);
}

if (existsSync(here('../src/bin.ts'))) {
  // From a checkout: the sources themselves, which the packages export under this condition. A build may be stale.
  const args = ['--conditions=development', here('../src/bin.ts'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; the child decides what it means.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
} else {
  await import('../dist/bin.js');
}
