// The usual answer to "put a proxy in front of it" in Node: Express with http-proxy-middleware, as its README shows it.
// AGENT=keep-alive gives it an agent that keeps connections to the service, which many do not know of.
import http from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const agent =
  process.env.AGENT === 'keep-alive' ? { agent: new http.Agent({ keepAlive: true, maxSockets: 64 }) } : {};
const app = express();
app.use(createProxyMiddleware({ target: process.env.TARGET ?? '', changeOrigin: true, ...agent }));
app.listen(Number(process.env.PORT), '127.0.0.1');
