// Sends messages over several WebSockets, each as soon as the one before it has come back, and prints how many made it.
// Usage: node web-socket-load.ts '{"port":…,"path":…,"headers":[…],"connections":32,"seconds":5,"bytes":91}'
import { FrameReader, frame, OPCODES, openWebSocket, type Target } from './web-socket-frames.ts';

export interface Echoes {
  readonly perSecond: number;
}

interface Options extends Target {
  readonly connections: number;
  readonly seconds: number;
  readonly bytes: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as Options;
const message = frame(OPCODES.text, Buffer.alloc(options.bytes, 'm'), true);
let echoes = 0;
let over = false;

async function connection(): Promise<() => void> {
  const opened = await openWebSocket(options);
  if ('refused' in opened) throw new Error(`${options.path}: ${opened.refused}`);
  const { socket } = opened;
  const reader = new FrameReader();
  socket.on('data', chunk => {
    for (const { payload } of reader.push(chunk)) {
      if (payload.length !== options.bytes) throw new Error('a message came back changed');
      echoes++;
      socket.write(message);
    }
  });
  socket.on('close', () => {
    if (!over) throw new Error('a WebSocket was closed');
  });
  socket.write(message);
  return () => socket.destroy();
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
const close = await Promise.all(Array.from({ length: options.connections }, connection));
await sleep(500);
const begun = performance.now();
const before = echoes;
await sleep(options.seconds * 1000);
const result: Echoes = { perSecond: ((echoes - before) * 1000) / (performance.now() - begun) };
over = true;
for (const end of close) end();
process.stdout.write(JSON.stringify(result));
