/**
 * Which of the fields that the listener asks about are there, as bits. One glance over the raw fields: Node makes an
 * object of all headers at the first look at one of them, which most requests never need.
 */
export const PRESENT = { host: 1, origin: 2, transferEncoding: 4, upgrade: 8 } as const;

const BY_NAME: ReadonlyMap<string, number> = new Map([
  ['host', PRESENT.host],
  ['origin', PRESENT.origin],
  ['transfer-encoding', PRESENT.transferEncoding],
  ['upgrade', PRESENT.upgrade],
]);

/** `raw` has names and values in turn. */
export function fieldsPresent(raw: readonly string[]): number {
  let present = 0;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const { length } = name;
    if (length === 4 || length === 6 || length === 7 || length === 17)
      present |= BY_NAME.get(name.toLowerCase()) ?? 0;
  }
  return present;
}
