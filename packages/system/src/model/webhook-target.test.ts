import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_TARGET_LENGTH, webhookTargetProblem } from './webhook-target.ts';

const inServerMode = { allowPrivateTargets: false };
const forTryingOut = { allowPrivateTargets: true };

it.each([
  'https://notify.internal/mycelium-events',
  'https://notify.example',
  'HTTPS://Notify.Example:8443/events?channel=1#part',
  'http://receiver:8080/events',
  'https://8.8.8.8/events',
  'https://8.8.8.8:8443',
  'https://[2606:4700:4700::1111]:8443/',
  'https://bücher.example/events',
  'https://localhost.example/',
  'https://10.0.0.1.nip.io/',
])('takes %s', url => {
  expect(webhookTargetProblem(url, inServerMode)).toBeUndefined();
});

it.each([
  '',
  'notify.example/events',
  '/events',
  '//notify.example/events',
  'https:/notify.example',
  'https:notify.example',
  'https://',
  'https:///events',
  'https://:443/',
  'https://notify.example:99999/',
  'ftp://notify.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'gopher://127.0.0.1:6379/',
  ' https://notify.example/',
  'https://notify.example/a b',
  'https://notify.example/\tevents',
  'https://notify\n.example/',
  'https://notify.example\\@127.0.0.1/',
  'https://notify.example/\u0000',
  'https://notify.example/\u00a0',
  'https://[::1/',
])('refuses %j, which is no absolute URL, in either mode', url => {
  for (const policy of [inServerMode, forTryingOut]) {
    expect(webhookTargetProblem(url, policy)).toMatch(/^must be an absolute URL/);
  }
});

it.each(['https://user:pass@notify.example/', 'https://user@notify.example/', 'https://@127.0.0.1/'])(
  'refuses the credentials in %s, in either mode',
  url => {
    for (const policy of [inServerMode, forTryingOut]) {
      expect(webhookTargetProblem(url, policy)).toMatch(/credentials/);
    }
  },
);

it('counts the characters', () => {
  const long = `https://notify.example/${'x'.repeat(MAX_TARGET_LENGTH)}`;
  expect(webhookTargetProblem(long.slice(0, MAX_TARGET_LENGTH), inServerMode)).toBeUndefined();
  expect(webhookTargetProblem(long.slice(0, MAX_TARGET_LENGTH + 1), inServerMode)).toMatch(/2000/);
});

const PRIVATE = [
  'http://localhost/',
  'http://LocalHost:8080/',
  'http://localhost./',
  'http://api.localhost/',
  'http://localhost.localdomain/',
  'http://ip6-loopback/',
  'http://%6c%6f%63%61%6c%68%6f%73%74/',
  'http://ｌｏｃａｌｈｏｓｔ/',
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://127.0.1:80/',
  'http://0/',
  'http://0.0.0.0:8080/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://127.0.0.0x1/',
  'http://%31%32%37.0.0.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://１２７.0.0.1/',
  'http://127。0。0。1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.1.2.3/',
  'http://172.16.0.1/',
  'http://192.168.0.1/',
  'http://100.64.0.1/',
  'http://255.255.255.255/',
  'http://224.0.0.1/',
  'http://[::]/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]:8080/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fc00::1]/',
  'http://[fe80::1]/',
  'http://[ff02::1]/',
];

it.each(PRIVATE)('refuses %s unless private targets are allowed', url => {
  expect(webhookTargetProblem(url, inServerMode)).toMatch(/^must /);
  expect(webhookTargetProblem(url, forTryingOut)).toBeUndefined();
});

it.each([
  'http://134744072/',
  'http://0x8.8.8.8/',
  'http://010.8.8.8/',
  'http://8.8.2056/',
  'http://８.8.8.8/',
])('refuses the odd spelling %s even of a public address', url => {
  expect(webhookTargetProblem(url, inServerMode)).toMatch(/four decimal numbers/);
});

it('never throws, and takes no address of a private network, whatever is written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl()), text => {
      const problem = webhookTargetProblem(text, inServerMode);
      if (problem === undefined) expect(URL.canParse(text)).toBe(true);
    }),
  );
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, fc.constantFrom(10, 8, 16), (b, c, d, radix) => {
      const written = [127, b, c, d].map(part =>
        radix === 10 ? `${part}` : radix === 16 ? `0x${part.toString(16)}` : `0${part.toString(8)}`,
      );
      expect(webhookTargetProblem(`http://${written.join('.')}/`, inServerMode)).toMatch(/^must /);
    }),
  );
});
