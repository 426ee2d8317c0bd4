import { expect, it } from 'vitest';
import { isAccountMetaKey, isReservedMetaKey } from './account-meta.ts';

it('knows the documented keys and any that is marked as custom', () => {
  const good = [
    'phone_number',
    'whatsapp_user',
    'locale',
    'job_title',
    'custom:x',
    `custom:${'k'.repeat(64)}`,
  ];
  for (const key of good) expect(isAccountMetaKey(key), key).toBe(true);
});

it('takes no other key', () => {
  const bad = [
    '',
    'Locale',
    'custom',
    'custom:',
    `custom:${'k'.repeat(65)}`,
    'custom:with space',
    'custom:é',
    'custom:a\n',
    ' locale',
    '__proto__',
    'constructor',
  ];
  for (const key of bad) expect(isAccountMetaKey(key), JSON.stringify(key)).toBe(false);
});

it('keeps for the gateway what lets people in', () => {
  expect(isReservedMetaKey('telegram_user')).toBe(true);
  expect(isReservedMetaKey('custom:telegram_user')).toBe(false);
});
