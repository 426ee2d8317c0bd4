import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../test-e2e/servers/index.ts';
import { CORES, type Started, startPinned } from './processes.ts';

/** 91 bytes, as a small API would answer. */
export const BODY = JSON.stringify({
  id: 42,
  name: 'an example record',
  tags: ['small', 'json'],
  ok: true,
  n: 1234567890,
  x: 'abc',
}).slice(0, 91);

/** Paths with bodies of other sizes. */
export const SIZES = { '1k': 1024, '100k': 102_400 } as const;
export type Size = keyof typeof SIZES;

/** Takes a body of any size whole before it answers. */
export const UPLOAD_PATH = '/public/upload';
export const bodyPath = (size: Size): string => `/public/body/${size}`;

export interface Listening extends Started {
  readonly port: number;
}

export const nginxInstalled = (): boolean => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not on the PATH; the table then goes without it, and a Node service stands in for the one behind the proxies.
    return false;
  }
};

/** Started by root, its worker would be nobody, who may not read the files of the run. */
const USER = process.getuid?.() === 0 ? 'user root; ' : '';

const COMMON = `${USER}daemon off; worker_processes 1; error_log stderr crit;
events { worker_connections 16384; }`;

/** Writes a configuration and answers the command that starts nginx with it. */
export function nginxCommand(folder: string, name: string, server: string): readonly string[] {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(t => `${t}_temp_path ${home}/${t};`)
    .join(' ');
  const http = `http { access_log off; keepalive_requests 100000000; default_type application/json; client_max_body_size 0; client_body_buffer_size 256k; ${temp} ${server} }`;
  writeFileSync(join(home, 'nginx.conf'), `pid ${home}/nginx.pid; ${COMMON}\n${http}\n`);
  return ['nginx', '-p', home, '-c', join(home, 'nginx.conf')];
}

/** nginx reads a body to its end only when it passes it on, so it passes uploads on to itself, without the body. */
function serviceConfig(folder: string, port: number): string {
  const bodies = Object.entries(SIZES).map(([name, size]) => {
    const file = join(folder, `body-${name}.json`);
    writeFileSync(file, JSON.stringify('x'.repeat(size - 2)));
    return `location = ${bodyPath(name as Size)} { alias ${file}; }`;
  });
  const own = `upstream own { server 127.0.0.1:${port}; keepalive 64; }`;
  const upload = `location = ${UPLOAD_PATH} { proxy_pass http://own/stored; proxy_http_version 1.1; proxy_method GET;
    proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header Connection ""; }`;
  return `open_file_cache max=10; sendfile on; tcp_nopush on; ${own}
    server { listen 127.0.0.1:${port} backlog=4096; ${bodies.join(' ')} ${upload} location / { return 200 '${BODY}'; } }`;
}

/** The service behind every contestant: constant answers, on the load generator's core. */
export async function startService(folder: string): Promise<Listening> {
  const port = await freePort();
  if (nginxInstalled()) {
    const argv = nginxCommand(folder, 'service', serviceConfig(folder, port));
    return { ...(await startPinned({ core: CORES.load, argv }, port)), port };
  }
  const argv = [process.execPath, join(import.meta.dirname, 'load/constant-service.ts')];
  return { ...(await startPinned({ core: CORES.load, argv, env: { PORT: String(port) } }, port)), port };
}
