import { createCipheriv, createDecipheriv, createHash, randomUUID } from 'node:crypto';
import { Secret } from '@mycelium/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyShelf } from '../testing/key-shelf.ts';
import { Envelope, type Place, SYSTEM_TENANT } from './envelope.ts';
import { keyEncryptionKey } from './key-encryption-key.ts';

const SECRET = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
/** What the secret comes to, computed apart from the code under test. */
const KEK = createHash('sha256')
  .update(Buffer.from(SECRET.replaceAll('-', ''), 'hex'))
  .digest();

const TENANT = '5b1c2a3d-0000-4000-8000-000000000001';
const OTHER = '5b1c2a3d-0000-4000-8000-000000000002';
const PLACE: Place = { tenantId: TENANT, field: 'http_secret' };

const envelope = (secret = SECRET, version = 1) =>
  new Envelope(keyEncryptionKey(new Secret(secret), version));
const unreadable = { code: 'MYC00082' };

const bytesOf = (sealed: string): Buffer => Buffer.from(sealed.slice('v2:'.length), 'base64');
const textOf = (bytes: Uint8Array): string => `v2:${Buffer.from(bytes).toString('base64')}`;

/** AES-256-GCM by hand: nonce, ciphertext, tag. */
function sealedByHand(key: Uint8Array, text: string, associated: string | Uint8Array): Buffer {
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function openedByHand(key: Uint8Array, sealed: Buffer, associated: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(associated);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

describe('sealing and opening', () => {
  it('gives back any text, and never the text itself, nor the same ciphertext twice', async () => {
    const [one, keys] = [envelope(), keyShelf(TENANT)];
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async text => {
        const [first, second] = [await one.seal(keys, PLACE, text), await one.seal(keys, PLACE, text)];
        expect(first).toMatch(/^v2:[A-Za-z0-9+/]+={0,2}$/);
        expect(first).not.toBe(second);
        expect(bytesOf(first)).toHaveLength(12 + Buffer.byteLength(text) + 16);
        expect(await one.open(keys, PLACE, first)).toBe(text);
        expect(await envelope().open(keys, PLACE, second)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('writes what the format says: the key wrapped for its tenant, the text bound to tenant and field', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await envelope().seal(keys, PLACE, 'a token');
    const { wrapped } = keys.keys.get(TENANT)!;
    expect(wrapped).toMatch(/^v2:/);
    const key = openedByHand(KEK, bytesOf(wrapped), uuidBytes(TENANT));
    expect(key).toHaveLength(32);
    const associated = Buffer.concat([uuidBytes(TENANT), Buffer.from('http_secret')]);
    expect(openedByHand(key, bytesOf(sealed), associated).toString()).toBe('a token');
  });

  it("keeps the installation's own secrets under its own key", async () => {
    const keys = keyShelf(SYSTEM_TENANT, TENANT);
    const place: Place = { tenantId: SYSTEM_TENANT, field: 'totp_secret' };
    const sealed = await envelope().seal(keys, place, 'seed');
    expect(await envelope().open(keys, place, sealed)).toBe('seed');
    expect([...keys.keys.keys()]).toEqual([SYSTEM_TENANT]);
  });

  it('refuses an unknown tenant when sealing, and finds nothing readable there when opening', async () => {
    const keys = keyShelf(TENANT);
    const stranger: Place = { ...PLACE, tenantId: randomUUID() };
    const sealed = await envelope().seal(keys, PLACE, 'x');
    await expect(envelope().seal(keys, stranger, 'x')).rejects.toMatchObject({ code: 'MYC00070' });
    await expect(envelope().open(keys, stranger, sealed)).rejects.toMatchObject(unreadable);
    expect([...keys.keys.keys()]).toEqual([TENANT]);
  });
});

describe('what was tampered with', () => {
  it('T14: opens in no other tenant and in no other field', async () => {
    const [one, keys] = [envelope(), keyShelf(TENANT, OTHER)];
    const sealed = await one.seal(keys, PLACE, 'a token');
    await one.seal(keys, { ...PLACE, tenantId: OTHER }, 'another');
    for (const moved of [
      { ...PLACE, tenantId: OTHER },
      { ...PLACE, field: 'telegram_bot_token' },
      { ...PLACE, field: 'totp_secret' },
    ] as const) {
      await expect(one.open(keys, moved, sealed)).rejects.toMatchObject(unreadable);
    }
    expect(await one.open(keys, PLACE, sealed)).toBe('a token');
  });

  it("T14: opens nowhere when the tenant's key was moved along with it", async () => {
    const keys = keyShelf(TENANT, OTHER);
    const sealed = await envelope().seal(keys, PLACE, 'a token');
    keys.keys.set(OTHER, keys.keys.get(TENANT)!);
    const moved = { ...PLACE, tenantId: OTHER };
    await expect(envelope().open(keys, moved, sealed)).rejects.toMatchObject(unreadable);
    await expect(envelope().seal(keys, moved, 'x')).rejects.toMatchObject(unreadable);
  });

  it('does not open with any one bit changed, nor cut off anywhere', async () => {
    const [one, keys] = [envelope(), keyShelf(TENANT)];
    const sealed = bytesOf(await one.seal(keys, PLACE, 'a token'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await expect(one.open(keys, PLACE, textOf(changed))).rejects.toMatchObject(unreadable);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      const cut = textOf(sealed.subarray(0, length));
      await expect(one.open(keys, PLACE, cut)).rejects.toMatchObject(unreadable);
    }
  });

  it('does not open with a shorter tag, though it be the right one', async () => {
    const keys = keyShelf(TENANT);
    const sealed = bytesOf(await envelope().seal(keys, PLACE, ''));
    expect(sealed).toHaveLength(28);
    for (const tagBytes of [4, 8, 12, 15]) {
      const cut = textOf(sealed.subarray(0, 12 + tagBytes));
      await expect(envelope().open(keys, PLACE, cut)).rejects.toMatchObject(unreadable);
    }
  });

  it.each(['', 'v2:', 'v3:AAAA', 'v2:***', 'plain text', 'v2:AAA', 'V2:AAAA', 'AAAA\n'])(
    'takes %j for no ciphertext',
    async text => {
      const keys = keyShelf(TENANT);
      await envelope().seal(keys, PLACE, 'x');
      await expect(envelope().open(keys, PLACE, text)).rejects.toMatchObject(unreadable);
    },
  );

  it('says in its refusal which secret it is, and nothing of what it says', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await envelope().seal(keys, PLACE, 'a token');
    const error = await envelope('another')
      .open(keys, PLACE, sealed)
      .catch(caught => caught);
    expect(error).toMatchObject({ ...unreadable, kind: 'internal' });
    expect(error.details).toBe(`It is the http_secret of the tenant ${TENANT}.`);
    expect(JSON.stringify([error.message, error.details])).not.toContain(sealed.slice(3, 20));
  });

  it('opens nothing under another key-encryption key, and does not put a new data key over the old', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await envelope().seal(keys, PLACE, 'a token');
    const before = keys.keys.get(TENANT);
    await expect(envelope('another').open(keys, PLACE, sealed)).rejects.toMatchObject(unreadable);
    await expect(envelope('another').seal(keys, PLACE, 'x')).rejects.toMatchObject({
      ...unreadable,
      details: `It is the data key of the tenant ${TENANT}.`,
    });
    expect(keys.keys.get(TENANT)).toBe(before);
  });
});

describe('version 1', () => {
  it('reads what stands under the key-encryption key itself, bound to nothing', async () => {
    const old = sealedByHand(KEK, 'não 🍄', '').toString('base64');
    expect(await envelope().open(keyShelf(), PLACE, old)).toBe('não 🍄');
    expect(await envelope().open(keyShelf(), { ...PLACE, tenantId: OTHER }, old)).toBe('não 🍄');
  });

  it('reads nothing of another key, nor bound to anything, nor changed', async () => {
    const other = sealedByHand(Buffer.alloc(32, 1), 'x', '').toString('base64');
    const bound = sealedByHand(KEK, 'x', 'http_secret').toString('base64');
    const whole = sealedByHand(KEK, 'x', '');
    whole[12]! ^= 1;
    for (const text of [other, bound, whole.toString('base64')]) {
      await expect(envelope().open(keyShelf(), PLACE, text)).rejects.toMatchObject(unreadable);
    }
  });

  it('is never taken for version 2, nor version 2 for it', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await envelope().seal(keys, PLACE, 'x');
    await expect(envelope().open(keys, PLACE, sealed.slice(3))).rejects.toMatchObject(unreadable);
    const old = sealedByHand(KEK, 'x', '').toString('base64');
    await expect(envelope().open(keys, PLACE, `v2:${old}`)).rejects.toMatchObject(unreadable);
  });

  it('also reads a data key that was wrapped without the mark of the version', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await envelope().seal(keys, PLACE, 'a token');
    const { wrapped, kekVersion } = keys.keys.get(TENANT)!;
    keys.keys.set(TENANT, { wrapped: wrapped.slice('v2:'.length), kekVersion });
    expect(await envelope().open(keys, PLACE, sealed)).toBe('a token');
  });
});

describe('data keys', () => {
  it('makes one for each tenant, once, and notes the version of the key that wraps it', async () => {
    const keys = keyShelf(TENANT, OTHER);
    const one = envelope(SECRET, 4);
    for (const tenantId of [TENANT, TENANT, OTHER]) await one.seal(keys, { ...PLACE, tenantId }, 'x');
    expect([...keys.keys.values()].map(({ kekVersion }) => kekVersion)).toEqual([4, 4]);
    const [mine, others] = [TENANT, OTHER].map(id =>
      openedByHand(KEK, bytesOf(keys.keys.get(id)!.wrapped), uuidBytes(id)),
    );
    expect(mine).not.toEqual(others);
  });

  it('agrees on one key when several processes make the first at once', async () => {
    const keys = keyShelf(TENANT);
    const sealed = await Promise.all(
      Array.from({ length: 20 }, (_, n) => envelope().seal(keys, PLACE, `text ${n}`)),
    );
    expect(keys.keys.size).toBe(1);
    const reader = envelope();
    const opened = await Promise.all(sealed.map(text => reader.open(keys, PLACE, text)));
    expect(opened).toEqual(sealed.map((_, n) => `text ${n}`));
  });

  it('takes a key that was replaced for what it is, though it has unwrapped the former one', async () => {
    const [one, keys] = [envelope(), keyShelf(TENANT)];
    const sealed = await one.seal(keys, PLACE, 'a token');
    const former = keys.keys.get(TENANT)!;
    keys.keys.delete(TENANT);
    await one.seal(keys, PLACE, 'x');
    expect(keys.keys.get(TENANT)).not.toEqual(former);
    await expect(one.open(keys, PLACE, sealed)).rejects.toMatchObject(unreadable);
    keys.keys.set(TENANT, former);
    expect(await one.open(keys, PLACE, sealed)).toBe('a token');
  });

  it('refuses a data key that is not as long as a key is', async () => {
    const keys = keyShelf(TENANT);
    const short = sealedByHand(KEK, 'sixteen bytes ..', uuidBytes(TENANT));
    keys.keys.set(TENANT, { wrapped: textOf(short), kekVersion: 1 });
    await expect(envelope().seal(keys, PLACE, 'x')).rejects.toMatchObject(unreadable);
  });

  it('goes on when it has seen more tenants than it remembers keys of', async () => {
    const tenants = Array.from(
      { length: 1001 },
      (_, n) => `5b1c2a3d-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const [one, keys] = [envelope(), keyShelf(...tenants)];
    const places = tenants.map(tenantId => ({ ...PLACE, tenantId }));
    const sealed = await Promise.all(places.map(place => one.seal(keys, place, place.tenantId)));
    for (const index of [0, 999, 1000]) {
      expect(await one.open(keys, places[index]!, sealed[index]!)).toBe(tenants[index]);
    }
  });
});
