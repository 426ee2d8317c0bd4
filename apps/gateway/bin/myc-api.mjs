#!/usr/bin/env node
// The built program where there is one, else its sources, which Node runs as they are.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/main.js', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);

if (existsSync(fileURLToPath(built))) await import(built.href);
else if (
  process.execArgv.some(arg => arg.startsWith('--conditions')) ||
  process.env.NODE_OPTIONS?.includes('--conditions')
) {
  await import(source.href);
} else {
  const { spawn } = await import('node:child_process');
  const child = spawn(
    process.execPath,
    ['--conditions=development', fileURLToPath(source), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
