import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../test-e2e/servers/index.ts';
import type { GatewayUnderTest } from './gateway.ts';
import { CORES, type Started, startPinned } from './processes.ts';

/** One line of the table: what is asked, of whom. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly pid: number;
}

/** 91 bytes, as a small API would answer. */
export const BODY = JSON.stringify({
  id: 42,
  name: 'an example record',
  tags: ['small', 'json'],
  ok: true,
  n: 1234567890,
  x: 'abc',
}).slice(0, 91);

export const nginxInstalled = (): boolean => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not on the PATH; the table then goes without it.
    return false;
  }
};

const COMMON = `daemon off; worker_processes 1; error_log stderr crit;
events { worker_connections 4096; }`;

function nginxConfig(folder: string, name: string, server: string): readonly string[] {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(t => `${t}_temp_path ${home}/${t};`)
    .join(' ');
  const http = `http { access_log off; keepalive_requests 100000000; default_type application/json; ${temp} ${server} }`;
  writeFileSync(join(home, 'nginx.conf'), `pid ${home}/nginx.pid; ${COMMON}\n${http}\n`);
  return ['nginx', '-p', home, '-c', join(home, 'nginx.conf')];
}

/** The service behind every contestant: nginx with a constant answer, on the load generator's core. */
export async function startService(folder: string): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const argv = nginxConfig(
    folder,
    'service',
    `server { listen 127.0.0.1:${port}; location / { return 200 '${BODY}'; } }`,
  );
  return { ...(await startPinned({ core: CORES.load, argv }, port)), port };
}

async function nginxProxy(folder: string, target: number): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const upstream = `upstream s { server 127.0.0.1:${target}; keepalive 64; }`;
  const location =
    'location / { proxy_pass http://s; proxy_http_version 1.1; proxy_set_header Connection ""; }';
  const argv = nginxConfig(folder, 'proxy', `${upstream} server { listen 127.0.0.1:${port}; ${location} }`);
  return { ...(await startPinned({ core: CORES.proxy, argv }, port)), port };
}

async function nodeProxy(file: string, target: number): Promise<Started & { readonly port: number }> {
  const port = await freePort();
  const path = join(import.meta.dirname, 'contestants', `${file}.ts`);
  const env = { PORT: String(port), TARGET: `http://127.0.0.1:${target}`, NODE_ENV: 'production' };
  return { ...(await startPinned({ core: CORES.proxy, argv: [process.execPath, path], env }, port)), port };
}

export interface Field {
  readonly contestants: readonly Contestant[];
  stop(): Promise<void>;
}

/** Everybody who takes part, up at once. */
export async function startContestants(
  folder: string,
  target: number,
  gateway: GatewayUnderTest,
): Promise<Field> {
  const bare = await nodeProxy('bare', target);
  const express = await nodeProxy('express-proxy', target);
  const fastify = await nodeProxy('fastify-proxy', target);
  const nginx = await nginxProxy(folder, target);
  const plain = (
    name: string,
    { port, pid }: { readonly port: number; readonly pid: number },
  ): Contestant => ({
    name,
    pid,
    url: `http://127.0.0.1:${port}/public/x`,
    headers: [],
  });
  const ours = (group: string, headers: readonly string[]): Contestant => ({
    name: `gateway, ${group}`,
    pid: gateway.pid,
    url: `${gateway.url}/${group}/x`,
    headers,
  });
  const bearer = [`Authorization: Bearer ${gateway.token}`];
  return {
    contestants: [
      plain('bare undici', bare),
      ours('public', []),
      ours('authenticated', bearer),
      ours('protected', bearer),
      plain('Express + http-proxy-middleware', express),
      plain('@fastify/http-proxy', fastify),
      plain('nginx', nginx),
    ],
    stop: async () =>
      void (await Promise.all([bare, express, fastify, nginx].map(started => started.stop()))),
  };
}
