import type { Secret } from '@mycelium/kernel';
import type { Reading } from './reading.ts';

/** Values that documents and examples use to say "put your own here". */
const PLACEHOLDERS: readonly RegExp[] = [
  /change[-_ ]?me/i,
  /^(your|my|some|random|example|sample|dummy|test)[-_ ](.+[-_ ])?(secret|key|token|password)\b/i,
  /\byour_[a-z_]*(password|secret)\b/i,
  /^(secret|password|changeme|placeholder|todo|xxx+)$/i,
];

const isPlaceholder = (value: string): boolean => PLACEHOLDERS.some(pattern => pattern.test(value));

const MIN_KEY_BYTES = 32;

const OWN = '`openssl rand -hex 32`';

/** A placeholder warns, and is refused in production. True when there was none. */
function checkPlaceholder(reading: Reading, path: string, parts: { value: string; remedy: string }): boolean {
  if (!isPlaceholder(parts.value)) return true;
  const message = `still holds the placeholder of an example; ${parts.remedy}`;
  if (reading.production) reading.problem(path, message);
  else reading.warn(path, message);
  return false;
}

/** A secret that others have given us: a password, an address with one. */
export function checkGivenSecret(reading: Reading, path: string, secret: Secret): void {
  checkPlaceholder(reading, path, { value: secret.reveal(), remedy: 'put the real one here' });
}

/** A secret of our own making. True when it may be used as it is. */
export function checkSecret(reading: Reading, path: string, secret: Secret): boolean {
  const value = secret.reveal();
  if (value !== '') return checkPlaceholder(reading, path, { value, remedy: `make your own with ${OWN}` });
  reading.problem(path, `must not be empty; make one with ${OWN}`);
  return false;
}

/** A key that signs is only as strong as it is long (RFC 7518 §3.2). Placeholders have been named already. */
export function checkSigningKey(reading: Reading, path: string, secret: Secret): void {
  const usable = checkSecret(reading, path, secret);
  if (usable && new TextEncoder().encode(secret.reveal()).length < MIN_KEY_BYTES) {
    reading.problem(path, `must have at least ${MIN_KEY_BYTES} bytes; make one with ${OWN}`);
  }
}
