import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '@mycelium/gateway-core';
import type { AppError } from '@mycelium/kernel';
import { answerRefusal } from './answer.ts';
import type { Connection } from './connection.ts';
import { cutRequest } from './cut.ts';

/** What is under way to a service, as far as it can be called off. */
interface Running {
  abandon(refusal: AppError): void;
  callOff(): void;
}

interface PassageParts {
  readonly exchange: Exchange;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** One request with everything that belongs to it, from the listener to its answer. */
export class Passage {
  readonly exchange: Exchange;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  downstream: Running | undefined;
  /** Nobody waits for it any more. */
  calledOff = false;

  constructor({ exchange, request, response }: PassageParts, connection: Connection) {
    this.exchange = exchange;
    this.request = request;
    this.response = response;
    this.connection = connection;
  }

  /** Answers the refusal; an answer that has begun is cut. */
  failed(refusal: AppError): void {
    const { exchange, response } = this;
    answerRefusal(response, refusal, {
      requestId: exchange.head.requestId,
      allow: exchange.allow,
      credentialSent: exchange.headers?.authorization !== undefined,
    });
  }

  /** Calls off whatever is under way and answers the refusal. */
  abandon(refusal: AppError): void {
    if (this.response.writableEnded) cutRequest(this.request);
    else if (this.downstream === undefined) {
      // It is refused already, and its body only thrown away so that the client gets to read why.
      if (!this.response.headersSent) this.failed(refusal);
    } else this.downstream.abandon(refusal);
  }

  callOff(): void {
    this.calledOff = true;
    this.downstream?.callOff();
  }
}
