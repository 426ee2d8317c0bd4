#!/usr/bin/env node
// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runtime } from './runtime.mjs';

const OLDEST_NODE = 24;
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `myc-api needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}.\n` +
      'In a checkout "npm start -- <arguments>" fetches the right one by itself.\n',
  );
  process.exit(1);
}

// From a checkout: the sources themselves, which the packages export under this condition. A build may be stale.
const main = existsSync(here('../src/main.ts'))
  ? ['--conditions=development', here('../src/main.ts')]
  : [here('../dist/main.js')];
const args = [...runtime.flags, ...process.execArgv, ...main, ...process.argv.slice(2)];
const env = { ...runtime.env, ...process.env };

// V8 and the C library read these at the start of a process. The gateway takes this one over: same id, same signals.
if (process.platform === 'win32' || process.execve === undefined) runAsChild();
else process.execve(process.execPath, [process.execPath, ...args], env);

function runAsChild() {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to both; the child decides what it means.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
