import type { Service } from './service.ts';

/** One host of a service, prepared for dialling. */
export interface ServiceHost {
  /** What is connected to: `http://host:port` of the host, or of the proxy in front of it. */
  readonly origin: string;
  /** Goes before every path; empty unless the service is reached through a proxy. */
  readonly pathPrefix: string;
}

interface Duty extends ServiceHost {
  /** Milliseconds on the clock of `ServiceHosts`; 0 for a host on duty. */
  restsUntil: number;
  failedAt: number;
  /** Failures without a quiet time between them. */
  failures: number;
}

const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 30_000;
/** A host that failed again within this time rests longer, even if it worked in between: it flaps. */
const QUIET_MS = 60_000;

/**
 * The hosts of one service, in turn. All of its routes share this, so what one route learns serves the others. A host
 * that could not be reached rests; after that, one real request tries it. If every host rests, they are tried anyway.
 */
export class ServiceHosts {
  readonly all: readonly ServiceHost[];
  readonly #hosts: readonly Duty[];
  readonly #now: () => number;
  #turn = 0;
  #resting = 0;

  /** `now`: milliseconds on a clock that never goes back. */
  constructor(service: Service, now: () => number = () => performance.now()) {
    this.#hosts = service.hosts.map(host => ({
      ...dialled(service, host),
      restsUntil: 0,
      failedAt: Number.NEGATIVE_INFINITY,
      failures: 0,
    }));
    this.all = this.#hosts;
    this.#now = now;
  }

  /** The host for the next request; `undefined` only for a service without hosts. */
  next(): ServiceHost | undefined {
    const { length } = this.#hosts;
    if (length === 1) return this.#hosts[0];
    if (this.#resting > 0) return this.#awake(undefined) ?? this.#inTurn();
    return this.#inTurn();
  }

  /** Where a request may go that `failed` could not take: another place, awake. */
  instead(failed: ServiceHost): ServiceHost | undefined {
    return this.#awake(failed.origin);
  }

  /** The host could not be reached: it rests, longer each time. */
  rest(host: ServiceHost): void {
    const duty = this.#hosts.find(known => known === host);
    if (duty === undefined) return;
    const now = this.#now();
    // Requests that were under way together fail together; they are one failure.
    if (duty.restsUntil > now && duty.failedAt + FIRST_REST_MS > now) return;
    duty.failures = now - duty.failedAt > QUIET_MS ? 1 : duty.failures + 1;
    duty.failedAt = now;
    if (duty.restsUntil === 0) this.#resting++;
    duty.restsUntil = now + restMs(duty.failures);
  }

  /** The host answered. Called for every answer, so the common case must cost nothing. */
  answered(host: ServiceHost): void {
    if (this.#resting === 0) return;
    const duty = this.#hosts.find(known => known === host);
    if (duty === undefined || duty.restsUntil === 0) return;
    duty.restsUntil = 0;
    this.#resting--;
  }

  #inTurn(): ServiceHost | undefined {
    const turn = this.#turn;
    this.#turn = turn + 1 === this.#hosts.length ? 0 : turn + 1;
    return this.#hosts[turn];
  }

  #awake(except: string | undefined): ServiceHost | undefined {
    const now = this.#now();
    for (let i = 0; i < this.#hosts.length; i++) {
      const duty = this.#hosts[(this.#turn + i) % this.#hosts.length];
      if (duty === undefined || duty.origin === except || duty.restsUntil > now) continue;
      // Rested: this request tries it, and until it is known how that went nobody else does.
      if (duty.restsUntil > 0) duty.restsUntil = now + restMs(duty.failures);
      this.#turn = (this.#turn + i + 1) % this.#hosts.length;
      return duty;
    }
    return undefined;
  }
}

const restMs = (failures: number): number =>
  Math.min(FIRST_REST_MS * 2 ** Math.max(0, failures - 1), LONGEST_REST_MS);

/** Through a proxy the whole address of the host becomes the path: `http://proxy/prefix/https://host:port`. */
function dialled({ protocol, proxyAddress }: Service, host: string): ServiceHost {
  const origin = `${protocol}://${host}`;
  if (proxyAddress === undefined) return { origin, pathPrefix: '' };
  const proxy = new URL(proxyAddress);
  return { origin: proxy.origin, pathPrefix: `${proxy.pathname.replace(/\/$/, '')}/${origin}` };
}
