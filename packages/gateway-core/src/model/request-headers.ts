import { HEADER, isHost, mayBeNominated, requestRule, type UnderscorePolicy } from './header-policy.ts';

/** The fields of a request after one pass: what travels on, and what the gateway reads for itself. */
export class RequestHeaders {
  /** Names and values in turn, ready to be sent to the service. Credentials are not among them. */
  readonly passed: string[] = [];
  authorization: string | undefined;
  /** The name as the client spelled it, to pass it on unchanged where it is passed on. */
  authorizationName = 'authorization';
  connectionString: string | undefined;
  tenantId: string | undefined;
  host: string | undefined;
  hasBody = false;
  contentLength: string | undefined;
  /** Fields of the gateway's own name space that the client sent, for the log. */
  stripped: string[] | undefined;
  /** Why the request is refused, if it is. */
  refusal: string | undefined;

  readonly #underscores: UnderscorePolicy;
  #connection: string | undefined;
  #seen = 0;

  /** `raw` has names and values in turn, as they came off the wire. */
  constructor(raw: readonly string[], underscores: UnderscorePolicy = 'refuse') {
    this.#underscores = underscores;
    for (let i = 0; i < raw.length; i += 2) this.#read(raw[i] ?? '', raw[i + 1] ?? '');
    if (this.#connection !== undefined) this.#dropNominated(this.#connection);
  }

  #read(name: string, value: string): void {
    const lower = name.toLowerCase();
    const { fate, singleBit } = requestRule(lower);
    if (singleBit !== 0) {
      if ((this.#seen & singleBit) !== 0) this.refusal ??= `the header ${lower} is sent twice`;
      this.#seen |= singleBit;
    }
    // RFC 9110 §5.5 lets it stand within a value, and some servers end the value there. Nobody needs it.
    if (value.includes('\t')) this.refusal ??= `the header ${lower} holds a tab`;
    switch (fate) {
      case 'pass':
        if (lower === 'host') this.#readHost(value);
        else if (lower === 'content-length') {
          this.contentLength = value;
          this.hasBody = value !== '0';
        }
        this.passed.push(name, value);
        return;
      case 'credential':
        this.authorization = value;
        this.authorizationName = name;
        return;
      case 'reserved':
        this.#readReserved(lower, value);
        return;
      case 'hop-by-hop':
        if (lower === 'transfer-encoding') this.hasBody = true;
        else if (lower === 'connection')
          this.#connection = this.#connection ? `${this.#connection},${value}` : value;
        return;
      case 'ambiguous':
        if (this.#underscores === 'remove') return;
        this.refusal ??= `the header name ${lower} holds an underscore, which some servers read as a hyphen`;
        return;
      case 'origin':
        return;
    }
  }

  #readHost(value: string): void {
    this.host = value;
    if (!isHost(value)) this.refusal ??= 'the header host is not the name of a host';
  }

  #readReserved(name: string, value: string): void {
    if (name === HEADER.connectionString) this.connectionString = value;
    else if (name === HEADER.tenantId) this.tenantId = value;
    this.stripped ??= [];
    this.stripped.push(name);
  }

  /** `Connection` names further fields that end here (RFC 9110 §7.6.1). Only the client's own can be meant. */
  #dropNominated(connection: string): void {
    const lower = connection.toLowerCase();
    if (lower === 'keep-alive' || lower === 'close') return;
    const nominated = new Set(lower.split(',').map(token => token.trim()));
    for (let i = this.passed.length - 2; i >= 0; i -= 2) {
      const name = (this.passed[i] ?? '').toLowerCase();
      if (nominated.has(name) && mayBeNominated(name)) this.passed.splice(i, 2);
    }
  }
}
