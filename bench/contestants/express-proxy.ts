// The usual answer to "put a proxy in front of it" in Node: Express with http-proxy-middleware.
import http from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const app = express();
app.disable('x-powered-by');
app.use(createProxyMiddleware({ target: process.env.TARGET ?? '', changeOrigin: false, agent }));
app.listen(Number(process.env.PORT), '127.0.0.1');
