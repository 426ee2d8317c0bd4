import { expect, it } from 'vitest';
import { originForm } from './absolute-target.ts';

it.each([
  ['http://a.example/x?y=1', 'a.example', '/x?y=1'],
  ['HTTP://A.example:80/x', 'a.EXAMPLE', '/x'],
  ['https://a.example/x', 'a.example:443', '/x'],
  ['http://a.example', 'a.example', '/'],
  ['http://a.example?q', 'a.example', '/?q'],
  ['http://[::1]:8080/x', '[::1]:8080', '/x'],
])('%s to Host %s is %s', (target, host, path) => {
  expect(originForm(target, host)).toEqual({ path });
});

it.each([
  ['http://evil.example/x', 'a.example'],
  ['http://a.example@evil.example/x', 'a.example'],
  ['http://user@a.example/x', 'a.example'],
  ['http://a.example:8080/x', 'a.example'],
  ['http://a.example:443/x', 'a.example'],
  ['http:///x', ''],
  ['http://a.example/x', undefined],
  ['ftp://a.example/x', 'a.example'],
  ['a.example:443', 'a.example:443'],
  ['*', 'a.example'],
  ['', 'a.example'],
])('P7: refuses %s to Host %s', (target, host) => {
  expect(originForm(target, host)).toHaveProperty('refusal');
});
