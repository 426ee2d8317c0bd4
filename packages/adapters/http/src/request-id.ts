const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const WORD = 0x1_0000_0000;

const byte = (word: number, shift: number): string => HEX[(word >>> shift) & 0xff] ?? '';
const word = (): number => Math.random() * WORD;

/**
 * A UUID of version 4 (RFC 9562 §5.4) that tells requests apart in logs. It guards nothing, so the engine's own random
 * numbers do; they cost a fraction of those that must not be guessed.
 */
export function requestId(): string {
  const [a, b, c, d] = [word(), word(), word(), word()];
  const version = HEX[((b >>> 8) & 0x0f) | 0x40] ?? '';
  const variant = HEX[((c >>> 24) & 0x3f) | 0x80] ?? '';
  const head = `${byte(a, 24)}${byte(a, 16)}${byte(a, 8)}${byte(a, 0)}-${byte(b, 24)}${byte(b, 16)}`;
  const middle = `${version}${byte(b, 0)}-${variant}${byte(c, 16)}`;
  return `${head}-${middle}-${byte(c, 8)}${byte(c, 0)}${byte(d, 24)}${byte(d, 16)}${byte(d, 8)}${byte(d, 0)}`;
}
