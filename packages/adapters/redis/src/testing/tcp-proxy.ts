import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be made worse. */
export interface TcpProxy {
  readonly port: number;
  /**
   * `black-hole`: connections are accepted and stay open, but nothing arrives, either way. What was sent meanwhile
   * arrives later, as TCP would have it.
   */
  pass(mode: 'through' | 'black-hole'): void;
  /** Delays what the server answers. */
  delay(milliseconds: number): void;
  /** Closes the port and every connection: connections are refused from now on. */
  down(): Promise<void>;
  /** Opens the same port again. */
  up(): Promise<void>;
}

export async function tcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: 'through' | 'black-hole' = 'through';
  let latency = 0;
  let port = 0;

  let held: (() => void)[] = [];
  const through = (deliver: () => void): void => {
    if (mode === 'through') deliver();
    else held.push(deliver);
  };

  const server = createServer(client => {
    const upstream = connect(target);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', end)
        .on('close', end)
        .on('close', () => sockets.delete(socket));
    }
    client.on('data', data => through(() => upstream.write(data)));
    upstream.on('data', data => {
      const answer = (): void => through(() => client.writable && client.write(data));
      if (latency === 0) answer();
      else setTimeout(answer, latency);
    });
  });
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await listen();
  return {
    port,
    pass: wanted => {
      mode = wanted;
      if (mode === 'black-hole') return;
      for (const deliver of held) deliver();
      held = [];
    },
    delay: milliseconds => {
      latency = milliseconds;
    },
    down: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    up: listen,
  };
}
