import { expect, it } from 'vitest';
import { fieldsPresent, PRESENT } from './fields-present.ts';

it('finds the fields in any case, and no others', () => {
  expect(fieldsPresent(['HOST', 'a', 'Accept', '*/*', 'Origin', 'https://a.example'])).toBe(
    PRESENT.host | PRESENT.origin,
  );
  expect(fieldsPresent(['transfer-Encoding', 'chunked', 'X-Host', 'b', 'hots', 'c'])).toBe(
    PRESENT.transferEncoding,
  );
  expect(fieldsPresent([])).toBe(0);
});
