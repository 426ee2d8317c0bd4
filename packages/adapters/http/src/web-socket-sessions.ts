import { callerGroup, type SharedCache } from '@mycelium/accounts';
import type { RequestHead } from '@mycelium/gateway-core';
import type { AppError, Logger } from '@mycelium/kernel';
import { CLOSE_CODE } from './web-socket-frames.ts';
import type { Tunnel } from './web-socket-tunnel.ts';

/** An open WebSocket and the request that it was opened by. */
export interface Session {
  readonly tunnel: Tunnel;
  readonly head: RequestHead;
  /** Absent on public routes: then nobody's rights are at stake. */
  readonly email: string | undefined;
}

export interface SessionsPorts {
  readonly cache: Pick<SharedCache, 'subscribe'>;
  /** Whether the request would still be let pass. */
  readonly decide: (head: RequestHead) => Promise<AppError | undefined>;
  readonly log: Logger;
}

/** When everything may have changed, so many are looked at side by side: the store must survive it. */
const SIDE_BY_SIDE = 16;
const RETRY_MS = 1000;
const MAX_RETRIES = 10;

/** The open WebSockets. Each is decided about again when something about its caller changes, in whatever process. */
export class Sessions {
  readonly #ports: SessionsPorts;
  readonly #byCaller = new Map<string, Set<Session>>();
  readonly #all = new Set<Session>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #unsubscribe: () => void;
  #closing = false;
  /** Counts what was heard: a session that was opened meanwhile may rest on what was known before. */
  changes = 0;

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
    this.#unsubscribe = ports.cache.subscribe(group => this.#hear(group));
  }

  /** `changesBefore` is the count from when the request came. */
  add(session: Session, changesBefore: number): void {
    this.#all.add(session);
    if (this.#closing) sendElsewhere(session);
    if (session.email === undefined) return;
    const group = callerGroup(session.email);
    const own = this.#byCaller.get(group) ?? new Set();
    this.#byCaller.set(group, own.add(session));
    if (changesBefore !== this.changes) void this.#decide(session, 0);
  }

  delete(session: Session): void {
    this.#all.delete(session);
    if (session.email === undefined) return;
    const group = callerGroup(session.email);
    const own = this.#byCaller.get(group);
    own?.delete(session);
    if (own?.size === 0) this.#byCaller.delete(group);
  }

  /** Asks every peer to connect elsewhere, also those whose handshake ends only later. */
  closeAll(): void {
    this.#closing = true;
    for (const session of this.#all) sendElsewhere(session);
  }

  stop(): void {
    this.#unsubscribe();
    for (const retry of this.#retries) clearTimeout(retry);
  }

  #hear(group: string | undefined): void {
    this.changes++;
    const concerned = group === undefined ? [...this.#byCaller.values()] : [this.#byCaller.get(group)];
    const queue = concerned.flatMap(sessions => [...(sessions ?? [])]);
    // Once everyone has heard: the identities forget by the same call.
    setImmediate(() => {
      for (let i = 0; i < Math.min(SIDE_BY_SIDE, queue.length); i++) void this.#work(queue);
    });
  }

  async #work(queue: Session[]): Promise<void> {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await this.#decide(next, 0);
  }

  async #decide(session: Session, retries: number): Promise<void> {
    if (!this.#all.has(session)) return;
    const verdict = await this.#verdict(session);
    if (verdict === 'allowed' || !this.#all.has(session)) return;
    if (verdict === 'unknown' && retries < MAX_RETRIES) {
      this.#again(session, retries + 1);
      return;
    }
    const { requestId } = session.head;
    const reason = typeof verdict === 'string' ? 'it cannot be told who is calling' : verdict.message;
    const code = typeof verdict === 'string' ? CLOSE_CODE.tryAgainLater : CLOSE_CODE.policy;
    this.#ports.log.log('info', 'a WebSocket is closed: its caller may not use it any more', {
      requestId,
      reason,
    });
    session.tunnel.close({ code, reason });
  }

  async #verdict({ head }: Session): Promise<'allowed' | 'unknown' | AppError> {
    try {
      const refusal = await this.#ports.decide(head);
      if (refusal === undefined) return 'allowed';
      return refusal.kind === 'unavailable' ? 'unknown' : refusal;
    } catch (error) {
      this.#ports.log.log('error', 'an open WebSocket could not be decided about', {
        requestId: head.requestId,
        error,
      });
      return 'unknown';
    }
  }

  #again(session: Session, retries: number): void {
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      void this.#decide(session, retries);
    }, RETRY_MS);
    this.#retries.add(retry);
  }
}

const sendElsewhere = ({ tunnel }: Session): void =>
  tunnel.close({ code: CLOSE_CODE.goingAway, reason: 'the gateway is shutting down' });
