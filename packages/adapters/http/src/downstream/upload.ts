import type { IncomingMessage } from 'node:http';
import { cutRequest } from '../cut.ts';

/** Who sends the body on. */
export interface UploadOwner {
  /** The service is connected: the body is wanted now. */
  uploadBegins(): void;
  uploadProgressed(): void;
}

/** Where the body goes. */
export interface UploadSink {
  uploaded(chunk: Buffer): void;
  uploadEnded(): void;
}

/** How long the rest of an upload is taken and thrown away after the answer, so that the client gets to read it. */
const DRAIN_MS = 5000;

/** A request body on its way to a service. */
export class Upload {
  /** In bytes; -1 when the client did not say. */
  readonly length: number;
  readonly #request: IncomingMessage;
  readonly #owner: UploadOwner;
  #sink: UploadSink | undefined;
  #ended = false;
  #destroyed = false;
  #waiting = true;

  constructor(request: IncomingMessage, length: number, owner: UploadOwner) {
    this.#request = request;
    this.length = length;
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

  /** The service is connected, and the head of the request written. */
  begin(sink: UploadSink): void {
    this.#sink = sink;
    this.#owner.uploadBegins();
    this.#request.on('data', this.#data).on('end', this.#end);
  }

  pause(): void {
    this.#waiting = false;
    this.#request.pause();
  }

  resume(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#request.resume();
  }

  /** The service wants no more. What the client still sends is dropped for a while, then the connection is cut. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    const request = this.#request;
    request.off('data', this.#data).off('end', this.#end);
    if (this.#ended || request.complete || request.destroyed) return;
    request.resume();
    const cut = setTimeout(() => {
      if (!request.complete) cutRequest(request);
    }, DRAIN_MS).unref();
    request.once('close', () => clearTimeout(cut));
  }

  readonly #data = (chunk: Buffer): void => {
    this.#owner.uploadProgressed();
    this.#sink?.uploaded(chunk);
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#owner.uploadProgressed();
    this.#sink?.uploadEnded();
  };
}
