// Fastify with its own proxy plugin, which forwards over undici as well.
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';

const app = fastify();
await app.register(proxy, { upstream: process.env.TARGET ?? '', undici: { connections: 64, pipelining: 1 } });
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
