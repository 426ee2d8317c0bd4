import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';

/** Who sends the body on. */
export interface UploadOwner {
  /** The service is connected: the body is wanted now. */
  uploadBegins(): void;
  uploadProgressed(): void;
}

/** How long the rest of an upload is taken and thrown away after the answer, so that the client gets to read it. */
const DRAIN_MS = 5000;

/**
 * A request body on its way to a service. The HTTP client at the other end destroys the body it was given as soon as
 * it is done with it, which for the request itself would cut the client's connection under the answer.
 */
export class Upload extends EventEmitter {
  readonly #request: IncomingMessage;
  readonly #owner: UploadOwner;
  #begun = false;
  #ended = false;
  #waiting = true;
  destroyed = false;

  constructor(request: IncomingMessage, owner: UploadOwner) {
    super();
    this.#request = request;
    this.#owner = owner;
  }

  /** All of it has been handed on. */
  get ended(): boolean {
    return this.#ended;
  }

  /** It is the client that has to send more, not the service that has to take more. */
  get waitsForClient(): boolean {
    return this.#waiting;
  }

  /** Called by the HTTP client when it begins to write. */
  resume(): this {
    this.#waiting = true;
    if (!this.#begun) this.#begin();
    this.#request.resume();
    return this;
  }

  pause(): this {
    this.#waiting = false;
    this.#request.pause();
    return this;
  }

  /** Marks this as a stream for the HTTP client, which pipes nothing. */
  pipe(): never {
    throw new Error('an upload is not piped');
  }

  /** The service wants no more. What the client still sends is dropped for a while, then the connection is cut. */
  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    const request = this.#request;
    request.off('data', this.#data).off('end', this.#end);
    if (this.#ended || request.complete || request.destroyed) return this;
    request.resume();
    const cut = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, DRAIN_MS).unref();
    request.once('close', () => clearTimeout(cut));
    return this;
  }

  #begin(): void {
    this.#begun = true;
    this.#owner.uploadBegins();
    this.#request.on('data', this.#data).on('end', this.#end);
  }

  readonly #data = (chunk: Buffer): void => {
    this.#owner.uploadProgressed();
    this.emit('data', chunk);
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#owner.uploadProgressed();
    this.emit('end');
  };
}
