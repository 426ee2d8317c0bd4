import { expect, it } from 'vitest';
import { isSecretMetaKey, isTenantMetaKey, shownMeta } from './tenant-meta.ts';

it('takes printable ASCII without blanks for a key, up to 64 characters', () => {
  const good = ['country', 'x', 'k'.repeat(64), 'a=b', '~!@#', 'constructor', 'telegram_bot_token'];
  expect(good.filter(key => !isTenantMetaKey(key))).toEqual([]);
  const bad = ['', ' ', 'a b', 'a\n', 'k'.repeat(65), 'país', '\u0000', 'cоuntry', '__proto__', '\u007f'];
  expect(bad.filter(isTenantMetaKey)).toEqual([]);
});

it('shows everything but secrets', () => {
  const meta = { country: 'BR', telegram_bot_token: 'v2:…', telegram_webhook_secret: 'v2:…' };
  expect(shownMeta(meta)).toEqual({ country: 'BR' });
  expect(Object.keys(meta).filter(isSecretMetaKey)).toHaveLength(2);
});
