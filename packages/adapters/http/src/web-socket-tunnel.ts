import type { Socket } from 'node:net';
import { hangUp, LAST_WORDS_MS } from './hang-up.ts';
import { CLOSE_CODE, type Closing, closeFrame, FrameBoundary } from './web-socket-frames.ts';

/** Longer time-outs than this would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface TunnelOptions {
  readonly client: Socket;
  readonly service: Socket;
  /** Without a byte in either direction for so long, the tunnel is closed. */
  readonly idleMs: number;
  /** When it ends in any case, in milliseconds since the epoch, and what is said then. */
  readonly end: { readonly at: number; readonly closing: Closing } | undefined;
}

/** Two joined sockets: whatever ends one of them ends the other as well, soon. */
export class Tunnel {
  readonly #client: Socket;
  readonly #service: Socket;
  readonly #fromClient = new FrameBoundary();
  readonly #fromService = new FrameBoundary();
  readonly #end: TunnelOptions['end'];
  #endTimer: NodeJS.Timeout | undefined;
  #closing: Closing | undefined;
  #clientKnows = false;
  #serviceKnows = false;

  constructor({ client, service, idleMs, end }: TunnelOptions) {
    this.#client = client;
    this.#service = service;
    this.#end = end;
    this.#tie(client, service);
    this.#tie(service, client);
    // After the pipes, so that a chunk has been passed on when it is looked at.
    service.on('data', (chunk: Buffer) => this.#passed(this.#fromService, chunk));
    client.on('data', (chunk: Buffer) => this.#passed(this.#fromClient, chunk));
    // Each byte crosses both sockets: one clock sees them all.
    client.setTimeout(idleMs, () => this.close({ code: CLOSE_CODE.goingAway, reason: 'idle' }));
    this.#wait();
  }

  /** Why it was closed by the gateway, if it was. */
  get closedFor(): string | undefined {
    return this.#closing?.reason;
  }

  /** Ends both sides with a close frame, put between two frames of the peers; where none ends in time, without one. */
  close(closing: Closing): void {
    if (this.#closing !== undefined) return;
    this.#closing = closing;
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(() => this.#cut(), LAST_WORDS_MS);
    this.#say();
  }

  #cut(): void {
    this.#client.destroy();
    this.#service.destroy();
  }

  #tie(from: Socket, to: Socket): void {
    from.once('close', () => {
      clearTimeout(this.#endTimer);
      hangUp(to);
    });
    from.once('error', () => from.destroy());
    // The pipe ends the other side. Once that is sent, there is nothing left to wait for.
    from.once('end', () => {
      if (to.writableFinished) hangUp(to);
      else to.once('finish', () => hangUp(to));
    });
  }

  #passed(boundary: FrameBoundary, chunk: Buffer): void {
    boundary.follow(chunk);
    if (this.#closing !== undefined && !this.#told) this.#say();
  }

  get #told(): boolean {
    return this.#clientKnows && this.#serviceKnows;
  }

  /** Each side hears of it as soon as the frame it is being sent has ended. */
  #say(): void {
    if (this.#closing === undefined) return;
    if (this.#fromService.reached && !this.#clientKnows) {
      this.#clientKnows = true;
      this.#service.unpipe(this.#client);
      if (!this.#fromService.closed) this.#client.write(closeFrame(this.#closing, false));
      this.#service.resume();
    }
    if (this.#fromClient.reached && !this.#serviceKnows) {
      this.#serviceKnows = true;
      this.#client.unpipe(this.#service);
      if (!this.#fromClient.closed) this.#service.write(closeFrame(this.#closing, true));
      this.#client.resume();
    }
    if (!this.#told) return;
    hangUp(this.#client);
    hangUp(this.#service);
  }

  #wait(): void {
    if (this.#end === undefined) return;
    const { at, closing } = this.#end;
    const left = at - Date.now();
    this.#endTimer = setTimeout(
      () => (left > LONGEST_TIMER_MS ? this.#wait() : this.close(closing)),
      Math.min(Math.max(left, 0), LONGEST_TIMER_MS),
    );
  }
}
