import type { AnswerHead, FieldList } from './answer-head.ts';
import type { Call, Flow } from './service-connection.ts';

/** A call without a body that notes what it is told, as one line of text each. */
export class NotedCall implements Call {
  readonly method: string;
  readonly requestHead: string;
  readonly upload = undefined;
  done = false;
  received = false;
  readonly events: string[] = [];
  body = '';
  error: Error | undefined;
  flow: Flow | undefined;
  readonly over: Promise<void>;
  #settle: () => void = () => undefined;

  constructor(path = '/', method = 'GET') {
    this.method = method;
    this.requestHead = `${method} ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
    this.over = new Promise(resolve => {
      this.#settle = resolve;
    });
  }

  sent(flow: Flow): void {
    this.flow = flow;
  }

  interim({ status }: AnswerHead): void {
    this.events.push(`interim ${status}`);
  }

  began({ status, names, values }: AnswerHead): void {
    const fields = names.map(({ spelled }, i) => `${spelled}: ${values[i]}`);
    this.events.push(`began ${status} ${JSON.stringify(fields)}`);
  }

  whole(body: string): void {
    this.body += body;
  }

  data(chunk: Buffer): void {
    this.body += chunk.toString('latin1');
  }

  ended({ values }: FieldList): void {
    this.events.push(`ended ${JSON.stringify(values)}`);
    this.#settle();
  }

  failed(error: Error): void {
    this.error = error;
    this.events.push(`failed ${'code' in error ? error.code : error.name}`);
    this.#settle();
  }
}
