import { randomBytes } from 'node:crypto';
import { NIL_UUID, refuse } from '@mycelium/kernel';
import type { DataKeyStore, WrappedKey } from '../ports/data-key-store.ts';
import { fromBase64, KEY_BYTES, open, seal } from './cipher.ts';
import type { KeyEncryptionKey } from './key-encryption-key.ts';

/** The fields that are sealed, by the tag that binds a ciphertext to its field. */
export type SealedField = 'totp_secret' | 'http_secret' | 'telegram_bot_token' | 'telegram_webhook_secret';

/** Where a sealed text belongs. It opens nowhere else. */
export interface Place {
  /** The nil UUID for what belongs to the installation. */
  readonly tenantId: string;
  readonly field: SealedField;
}

/** The tenant under which the installation's own secrets are sealed. */
export const SYSTEM_TENANT = NIL_UUID;

const V2 = 'v2:';
const MAX_CACHED_KEYS = 1000;

const tenantBytes = (tenantId: string): Buffer => Buffer.from(tenantId.replaceAll('-', ''), 'hex');
const associatedWith = ({ tenantId, field }: Place): Buffer =>
  Buffer.concat([tenantBytes(tenantId), Buffer.from(field, 'ascii')]);

/**
 * Envelope encryption: every tenant has a data key of its own, made when it is first needed and stored wrapped by the
 * key-encryption key. Writes version 2 (`v2:` + Base64, bound to tenant and field); reads version 1 as well (Base64,
 * under the key-encryption key, bound to nothing).
 */
export class Envelope {
  readonly #kek: KeyEncryptionKey;
  /** Unwrapped keys by their wrapped text, so that a rewrapped or replaced key is never mistaken for its former self. */
  readonly #keys = new Map<string, Buffer>();

  constructor(kek: KeyEncryptionKey) {
    this.#kek = kek;
  }

  /** Throws TENANT_NOT_FOUND for a tenant that does not exist. */
  async seal(keys: DataKeyStore, place: Place, text: string): Promise<string> {
    const key = await this.#provisioned(keys, place.tenantId);
    return V2 + seal(key, Buffer.from(text, 'utf8'), associatedWith(place)).toString('base64');
  }

  /** Throws SECRET_UNREADABLE when the text was changed, moved from another place, or sealed under another key. */
  async open(keys: DataKeyStore, place: Place, sealed: string): Promise<string> {
    const plain = sealed.startsWith(V2)
      ? await this.#openV2(keys, place, sealed.slice(V2.length))
      : openText(this.#kek.bytes, sealed, Buffer.alloc(0));
    if (plain === undefined) {
      throw refuse('SECRET_UNREADABLE', {
        details: `It is the ${place.field} of the tenant ${place.tenantId}.`,
      });
    }
    return plain.toString('utf8');
  }

  async #openV2(keys: DataKeyStore, place: Place, base64: string): Promise<Buffer | undefined> {
    const stored = await keys.find(place.tenantId);
    const key = stored && this.#unwrapped(place.tenantId, stored);
    return key && openText(key, base64, associatedWith(place));
  }

  async #provisioned(keys: DataKeyStore, tenantId: string): Promise<Buffer> {
    const stored = (await keys.find(tenantId)) ?? (await keys.provision(tenantId, this.#newKey(tenantId)));
    if (!stored) throw refuse('TENANT_NOT_FOUND');
    const key = this.#unwrapped(tenantId, stored);
    if (key) return key;
    throw refuse('SECRET_UNREADABLE', { details: `It is the data key of the tenant ${tenantId}.` });
  }

  #newKey(tenantId: string): WrappedKey {
    const sealed = seal(this.#kek.bytes, randomBytes(KEY_BYTES), tenantBytes(tenantId));
    return { wrapped: V2 + sealed.toString('base64'), kekVersion: this.#kek.version };
  }

  #unwrapped(tenantId: string, { wrapped }: WrappedKey): Buffer | undefined {
    const known = `${tenantId} ${wrapped}`;
    const cached = this.#keys.get(known);
    if (cached) return cached;
    const base64 = wrapped.startsWith(V2) ? wrapped.slice(V2.length) : wrapped;
    const key = openText(this.#kek.bytes, base64, tenantBytes(tenantId));
    if (key?.length !== KEY_BYTES) return undefined;
    if (this.#keys.size >= MAX_CACHED_KEYS) this.#keys.clear();
    this.#keys.set(known, key);
    return key;
  }
}

function openText(key: Uint8Array, base64: string, associated: Uint8Array): Buffer | undefined {
  const sealed = fromBase64(base64);
  return sealed && open(key, sealed, associated);
}
