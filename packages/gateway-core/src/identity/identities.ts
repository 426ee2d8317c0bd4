import {
  type Caller,
  type CallerRecord,
  callerGroup,
  type ProfileSource,
  type SharedCache,
  type TokenTrace,
  type TokenVerifier,
  type VerifiedToken,
} from '@mycelium/accounts';
import { AppError, type Counter, type Logger, type Meter, refuse, silentMeter } from '@mycelium/kernel';
import { profileCounter } from '../counters.ts';
import { BoundedMap } from './bounded-map.ts';
import { CallerEntry, DEFAULT_PROFILE_LIMITS, type ProfileLimits } from './caller-entry.ts';
import { type DatedRecord, decodeRecord, encodeRecord } from './record-codec.ts';

export interface IdentitiesPorts {
  readonly verifier: TokenVerifier;
  readonly source: ProfileSource;
  readonly cache: SharedCache;
  readonly now: () => number;
  readonly log: Logger;
  /** Seconds for which a caller read from the store may be used at the most. */
  readonly profileTtl: number;
  /** Default: `DEFAULT_PROFILE_LIMITS`. */
  readonly profileLimits?: ProfileLimits;
  /** Absent: nothing is counted. */
  readonly meter?: Meter;
}

const MAX_TOKENS = 50_000;
const MAX_CALLERS = 20_000;
const RECORD_KEY = 'record';

interface Load {
  readonly result: Promise<CallerEntry>;
  /** The caller changed while it was being read: the result answers those who wait and is not kept. */
  outdated: boolean;
}

/**
 * Who is calling, from a credential, in two levels: this process, then the shared cache, then the store. A warm look-up
 * waits for nothing. Every change to a caller is heard from all processes; the time to live is only the upper bound.
 */
export class Identities {
  readonly #ports: IdentitiesPorts;
  readonly #tokens = new BoundedMap<VerifiedToken>(MAX_TOKENS);
  readonly #callers = new BoundedMap<CallerEntry>(MAX_CALLERS);
  readonly #loads = new Map<string, Load>();
  readonly #connections = new WeakMap<
    object,
    { readonly authorization: string; readonly token: VerifiedToken }
  >();
  readonly #profiles: Counter;
  readonly #unsubscribe: () => void;

  constructor(ports: IdentitiesPorts) {
    this.#ports = ports;
    this.#profiles = profileCounter(ports.meter ?? silentMeter);
    this.#unsubscribe = ports.cache.subscribe(group => this.#forget(group));
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * A token that was verified before and has not expired since. The text itself is the key: a warm look-up computes
   * no digest, and the map never leaves the process, which sees the same text in every request anyway.
   */
  knownToken(token: string, trace: TokenTrace): VerifiedToken | undefined {
    const known = this.#tokens.get(token);
    if (known === undefined || known.expiresAt <= this.#ports.now()) return undefined;
    trace.stage('identity.email', 'from_token');
    return known;
  }

  /** The token of a credential that this connection sent before, letter for letter. */
  tokenOn(connection: object, authorization: string, trace: TokenTrace): VerifiedToken | undefined {
    const seen = this.#connections.get(connection);
    if (seen?.authorization !== authorization || seen.token.expiresAt <= this.#ports.now()) return undefined;
    trace.stage('identity.email', 'from_token');
    return seen.token;
  }

  /** Connections mostly carry one credential over and over: comparing it is cheaper than looking it up. */
  keepOn(connection: object, authorization: string, token: VerifiedToken): void {
    this.#connections.set(connection, { authorization, token });
  }

  /** Verifies an access token, or finds it verified before. Rejects with `AppError`. */
  async token(token: string, trace: TokenTrace): Promise<VerifiedToken> {
    const known = this.knownToken(token, trace);
    if (known !== undefined) return known;
    const verified = await this.#ports.verifier.verify(token, trace);
    this.#tokens.set(token, verified);
    return verified;
  }

  /** The caller with this e-mail, known or not. Rejects with an `AppError` of kind `unavailable` when it cannot be told. */
  caller(email: string, trace: TokenTrace): CallerEntry | Promise<CallerEntry> {
    trace.stage('identity.profile');
    const known = this.#callers.get(email);
    if (known !== undefined && known.expiresAt > this.#ports.now()) {
      trace.stage('identity.profile.cache', undefined, { cache_hit: true });
      trace.stage('identity.profile', 'from_cache');
      return known;
    }
    return this.#loadOnce(email, trace);
  }

  /** Everything that an admin operation may want to know about the holder of a token. */
  async resolve(token: string, trace: TokenTrace): Promise<Caller> {
    const verified = await this.token(token, trace);
    const entry = await this.caller(verified.email, trace);
    if (!entry.isSubjectOf(verified))
      throw refuse('TOKEN_INVALID', { details: 'Its user does not exist any more.' });
    const { record, profile } = entry;
    return {
      email: verified.email,
      secondFactorPending: verified.secondFactorPending,
      issuer: verified.issuer,
      ...(record && { user: record.user }),
      ...(record?.account && { account: record.account }),
      ...(profile && { profile }),
    };
  }

  /** Concurrent misses of one caller share one read. */
  #loadOnce(email: string, trace: TokenTrace): Promise<CallerEntry> {
    const running = this.#loads.get(email);
    if (running && !running.outdated) return running.result;
    const load: Load = { result: this.#load(email, trace), outdated: false };
    this.#loads.set(email, load);
    return load.result
      .then(entry => {
        // What may not be used again would only take the place of somebody who comes back.
        if (!load.outdated && entry.expiresAt > 0) this.#callers.set(email, entry);
        return entry;
      })
      .finally(() => {
        if (this.#loads.get(email) === load) this.#loads.delete(email);
      });
  }

  async #load(email: string, trace: TokenTrace): Promise<CallerEntry> {
    const group = callerGroup(email);
    const cached = await this.#readShared(group);
    const shared = cached?.value === undefined ? undefined : decodeRecord(cached.value);
    trace.stage('identity.profile.cache', undefined, { cache_hit: shared !== undefined });
    if (shared !== undefined) {
      trace.stage('identity.profile', 'from_cache');
      return this.#entry(email, shared);
    }
    const readAt = this.#ports.now();
    const record = await this.#readStore(email);
    trace.stage('identity.profile', 'resolved');
    // A stranger is not remembered: the account may be created with the very next request.
    if (record === undefined) return this.#entry(email, undefined);
    if (cached !== undefined) await this.#writeShared(group, { readAt, record }, cached.generation);
    return this.#entry(email, { readAt, record });
  }

  #entry(email: string, dated: DatedRecord | undefined): CallerEntry {
    const { profileTtl, profileLimits: limits = DEFAULT_PROFILE_LIMITS, log } = this.#ports;
    const expiresAt = dated === undefined ? 0 : dated.readAt + profileTtl * 1000;
    return new CallerEntry({
      email,
      record: dated?.record,
      expiresAt,
      limits,
      log,
      profiles: this.#profiles,
    });
  }

  async #readStore(email: string): Promise<CallerRecord | undefined> {
    try {
      return await this.#ports.source.byEmail(email);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.kind !== 'unavailable') throw cause;
      throw refuse('IDENTITY_UNAVAILABLE', { details: 'Try again shortly.', retryAfter: 1, cause });
    }
  }

  /** A shared cache that does not answer costs a look-up, never the request. */
  async #readShared(group: string) {
    try {
      return await this.#ports.cache.get(group, RECORD_KEY);
    } catch (error) {
      this.#missing(error);
      return undefined;
    }
  }

  async #writeShared(group: string, dated: DatedRecord, generation: string): Promise<void> {
    const { cache, profileTtl } = this.#ports;
    const value = encodeRecord(dated);
    try {
      await cache.set({ group, key: RECORD_KEY, value, ttlSeconds: profileTtl, generation });
    } catch (error) {
      this.#missing(error);
    }
  }

  #missing(error: unknown): void {
    if (!(error instanceof AppError) || error.kind !== 'unavailable') throw error;
    this.#ports.log.log('debug', 'the shared cache does not answer; going on without it');
  }

  #forget(group: string | undefined): void {
    if (group === undefined) {
      this.#callers.clear();
      for (const load of this.#loads.values()) load.outdated = true;
      return;
    }
    const email = group.startsWith('caller:') ? group.slice('caller:'.length) : undefined;
    if (email === undefined) return;
    this.#callers.delete(email);
    const load = this.#loads.get(email);
    if (load) load.outdated = true;
  }
}
