/** A field as it is written on the wire, whatever is wrong with it. */
export type Field = readonly [name: string, value: string];

/** One request in the words that both versions of HTTP have. */
export interface WireRequest {
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  readonly fields?: readonly Field[];
  readonly body?: string;
  /** Fields after the body; over HTTP/1.1 the body is then sent in chunks. */
  readonly trailers?: readonly Field[];
}

export interface WireAnswer {
  /** 0 where the stream or the connection ended without an answer. */
  readonly status: number;
  /** As it came over HTTP/1.1; empty over HTTP/2, where it is compressed. */
  readonly head: string;
  readonly body: string;
}

/** What came back on one connection. */
export interface WireAnswers {
  /** One for each request, in the order of the requests; more where a request was smuggled. */
  readonly answers: readonly WireAnswer[];
  /** Whether the gateway ended the connection. */
  readonly closed: boolean;
}

/** How long the gateway may take for anything: the machine may be busy. */
export const PATIENCE_MS = 4000;
