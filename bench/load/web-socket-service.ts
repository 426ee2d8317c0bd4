// Answers every WebSocket message with the same message.

import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptOf, FrameReader, frame, OPCODES } from './web-socket-frames.ts';

export function echo(request: IncomingMessage, socket: Duplex): void {
  const reader = new FrameReader();
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    for (const { opcode, payload } of reader.push(chunk)) {
      if (opcode === OPCODES.ping) socket.write(frame(OPCODES.pong, payload, false));
      else if (opcode === OPCODES.close) socket.end(frame(OPCODES.close, payload, false));
      else if (opcode !== OPCODES.pong) socket.write(frame(opcode, payload, false));
    }
  });
  socket.on('end', () => socket.end());
  const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

if (import.meta.main) {
  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on('upgrade', echo).listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => process.exit(0));
}
