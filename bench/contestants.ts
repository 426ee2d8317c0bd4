import { join } from 'node:path';
import { freePort } from '../test-e2e/servers/index.ts';
import type { GatewayUnderTest } from './gateway.ts';
import { CORES, startPinned } from './processes.ts';
import { type Listening, nginxCommand } from './service.ts';

/** One line of a table: what is asked, of whom. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly pid: number;
  /** A Lua file for wrk that makes its requests. */
  readonly script?: string;
}

export type NodeProxy = 'bare' | 'bare-held-back' | 'express-proxy' | 'fastify-proxy';

/** One of the programs in `contestants/`, alone on the proxies' core. */
export async function nodeProxy(
  file: NodeProxy,
  target: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  const port = await freePort();
  const path = join(import.meta.dirname, 'contestants', `${file}.ts`);
  const env = { PORT: String(port), TARGET: `http://127.0.0.1:${target}`, NODE_ENV: 'production', ...more };
  return { ...(await startPinned({ core: CORES.proxy, argv: [process.execPath, path], env }, port)), port };
}

export async function nginxProxy(folder: string, target: number): Promise<Listening> {
  const port = await freePort();
  const upstream = `upstream s { server 127.0.0.1:${target}; keepalive 64; }`;
  const location =
    'location / { proxy_pass http://s; proxy_http_version 1.1; proxy_set_header Connection ""; }';
  const argv = nginxCommand(folder, 'proxy', `${upstream} server { listen 127.0.0.1:${port}; ${location} }`);
  return { ...(await startPinned({ core: CORES.proxy, argv }, port)), port };
}

export const plain = (name: string, { port, pid }: Listening, path = '/public/x'): Contestant => ({
  name,
  pid,
  url: `http://127.0.0.1:${port}${path}`,
  headers: [],
});

export const bearer = ({ tokens }: GatewayUnderTest): string => `Authorization: Bearer ${tokens[0]}`;

export const throughGateway = (
  gateway: GatewayUnderTest,
  group: 'public' | 'authenticated' | 'protected',
  name = `gateway, ${group}`,
): Contestant => ({
  name,
  pid: gateway.pid,
  url: `${gateway.url}/${group}/x`,
  headers: group === 'public' ? [] : [bearer(gateway)],
});
