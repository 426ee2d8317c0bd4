// Stands in for nginx as the service behind the proxies where nginx is not installed.
import { createServer } from 'node:http';
import { BODY, bodyPath, SIZES } from '../service.ts';

const bodies = new Map<string, string>(
  (['1k', '100k'] as const).map(size => [bodyPath(size), JSON.stringify('x'.repeat(SIZES[size] - 2))]),
);

createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
  const body = bodies.get(request.url ?? '') ?? BODY;
  const answer = (): void =>
    void response
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
      .end(body);
  request.on('end', answer).resume();
}).listen(Number(process.env.PORT), '127.0.0.1');
