import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The PostgreSQL client: on the PATH, else Debian's newest. */
function psqlProgram(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...versions.map(v => join(debian, v, 'bin')),
  ];
  const found = folders.map(folder => join(folder, 'psql')).find(existsSync);
  if (!found)
    throw new Error('psql was not found: install the PostgreSQL client (Debian: postgresql-client)');
  return found;
}

export interface PsqlRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs psql to its end, without the user's own settings. */
export function psql(args: readonly string[]): Promise<PsqlRun> {
  const env = { ...process.env, PGCONNECT_TIMEOUT: '10', PSQLRC: '/dev/null' };
  const child = spawn(psqlProgram(), [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({ code, out, err }));
  });
}
