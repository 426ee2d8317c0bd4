import { expect, it } from 'vitest';
import { accountMetaKeyOf, isAccountMetaKey, isReservedMetaKey } from './account-meta.ts';

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

it('reads the forms of earlier versions', () => {
  expect(accountMetaKeyOf('whats_app_user')).toBe('whatsapp_user');
  expect(accountMetaKeyOf({ custom: 'shoe_size' })).toBe('custom:shoe_size');
  for (const other of [
    { custom: 'a b' },
    { custom: 7 },
    { custom: 'a', b: 'c' },
    { b: 'c' },
    {},
    [],
    null,
    7,
  ]) {
    expect(accountMetaKeyOf(other), JSON.stringify(other)).toBeUndefined();
  }
});

it('keeps for the gateway what lets people in', () => {
  expect(isReservedMetaKey('telegram_user')).toBe(true);
  expect(isReservedMetaKey('custom:telegram_user')).toBe(false);
});
