import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importTable, withImportTable } from './import-table.ts';
import { importsOf, processUses } from './imports.ts';
import { ROOMS } from './rooms.ts';
import { survey } from './survey.ts';
import { show, violationsIn } from './violations.ts';

const root = join(import.meta.dirname, '..', '..');

const complaints = (file: string, text: string, declared?: Record<string, string>): string[] =>
  violationsIn({ file, text }, declared).map(show);

describe('the house', () => {
  it('has no import that its rooms do not allow', () => {
    const { files, violations } = survey(root);
    expect(violations.map(show)).toEqual([]);
    expect(files).toBeGreaterThan(30);
  });

  it('gives every library one home; apps alone may share the web framework', () => {
    const homes = ROOMS.filter(room => !room.folder.startsWith('apps/')).flatMap(room => room.npm);
    expect(homes.filter((name, at) => homes.indexOf(name) !== at)).toEqual([]);
    const shared = ROOMS.filter(room => room.folder.startsWith('apps/')).flatMap(room => room.npm);
    expect([...new Set(shared)].filter(name => name !== 'express')).toEqual([]);
  });

  it('has no two rooms that import each other, directly or around a corner', () => {
    const reach = (name: string, seen: readonly string[]): string[] => {
      if (seen.includes(name)) return [[...seen, name].join(' -> ')];
      const room = ROOMS.find(one => one.name === name);
      if (room === undefined || room.rooms === 'all') return [];
      return room.rooms.flatMap(next => reach(next, [...seen, name]));
    };
    expect(ROOMS.flatMap(room => reach(room.name, []))).toEqual([]);
  });
});

describe('the import rules', () => {
  it.each([
    [
      'packages/kernel/src/a.ts',
      `import { shape } from '@mycelium/schema';`,
      /kernel may not import @mycelium\/schema/,
    ],
    [
      'packages/kernel/src/a.ts',
      `import { randomUUID } from 'node:crypto';`,
      /kernel may not import node:crypto/,
    ],
    [
      'packages/accounts/src/a.ts',
      `import {\n  a,\n  b,\n} from 'typeorm';`,
      /accounts may not import typeorm/,
    ],
    ['packages/accounts/src/a.ts', `const at = process.env.HOME;`, /accounts may not read the process/],
    ['packages/operations/src/a.ts', `import { Router } from 'express';`, /types of express only/],
    [
      'packages/adapters/redis/src/a.ts',
      `import { x } from '@mycelium/adapter-memory';`,
      /may not import @mycelium\/adapter-memory/,
    ],
    ['packages/adapters/redis/src/a.ts', `export { x } from 'winston';`, /may not import winston/],
    ['packages/profile/src/a.ts', `const x = await import('undici');`, /profile may not import undici/],
    ['packages/schema/src/a.ts', `import 'reflect-metadata';`, /schema may not import reflect-metadata/],
    ['packages/schema/src/a.ts', `import { x } from '../../kernel/src/ids.ts';`, /leaves the package/],
    [
      'packages/schema/src/a.ts',
      `import { x } from '@mycelium/kernel/src/ids.ts';`,
      /reaches into a package/,
    ],
    ['packages/schema/src/a.ts', `import { x } from '@mycelium/schema';`, /imports itself/],
    [
      'apps/cli/src/a.ts',
      `import { x } from '@mycelium/adapter-postgres/testing';`,
      /reaches into a package/,
    ],
    [
      'packages/accounts/src/a.test.ts',
      `import { Client } from 'pg';`,
      /pg lives in @mycelium\/adapter-postgres/,
    ],
    ['packages/unheard-of/src/a.ts', '', /in no room/],
  ])('object to %s: %s', (file, text, sentence) => {
    expect(complaints(file, text)).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([
    ['packages/operations/src/a.ts', `import type { Router } from 'express';`],
    ['packages/operations/src/a.ts', `import { type Router, type Request } from 'express';`],
    [
      'packages/accounts/src/a.test.ts',
      `import { it } from 'vitest';\nimport { world } from '@mycelium/testkit';`,
    ],
    ['packages/profile/src/a.test.ts', `import { createHash } from 'node:crypto';`],
    ['packages/adapters/postgres/src/a.test.ts', `import { Client } from 'pg';`],
    ['packages/config/src/generate.ts', `import { writeFileSync } from 'node:fs';`],
    ['apps/cli/src/a.test.ts', `import { database } from '@mycelium/adapter-postgres/testing';`],
    ['apps/gateway/src/a.ts', `import { x } from '@mycelium/adapter-postgres';\nconst y = process.env.X;`],
  ])('allow %s: %s', (file, text) => {
    expect(complaints(file, text)).toEqual([]);
  });

  it('object to a library that the package does not declare for its built form', () => {
    const text = `import { createClient } from 'redis';`;
    expect(complaints('packages/adapters/redis/src/a.ts', text, {})[0]).toMatch(/not among the dependencies/);
    expect(complaints('packages/adapters/redis/src/a.ts', text, { redis: '6.3.1' })).toEqual([]);
  });

  it('name file, line, and reason', () => {
    const text = `// first line\nimport { x } from 'winston';`;
    expect(complaints('packages/adapters/smtp/src/a.ts', text)).toEqual([
      'packages/adapters/smtp/src/a.ts:2  @mycelium/adapter-smtp may not import winston. Mail leaves the house here.',
    ]);
  });
});

describe('reading imports', () => {
  it('finds every form with its line', () => {
    const text = [
      `import a from 'a';`,
      `import * as b from "b";`,
      `import type { C } from 'c';`,
      `import d, { type D } from 'd';`,
      `import {`,
      `  type E,`,
      `} from 'e';`,
      `export { f } from 'f';`,
      `import 'g';`,
      `const h = await import('h');`,
      `const i = require('i');`,
    ].join('\n');
    expect(importsOf(text).map(({ specifier, line }) => `${specifier}${line}`)).toEqual([
      'a1',
      'b2',
      'c3',
      'd4',
      'e5',
      'f8',
      'g9',
      'h10',
      'i11',
    ]);
    expect(
      importsOf(text)
        .filter(entry => entry.typeOnly)
        .map(entry => entry.specifier),
    ).toEqual(['c', 'e']);
  });

  it('passes over comments and prose', () => {
    const text = [
      `/**`,
      ` * import { a } from 'a';`,
      ` * with import('b')`,
      ` */`,
      `// import { c } from 'c';`,
      `const d = 1; // see import('d')`,
      `const text = "what we import from 'e'";`,
    ].join('\n');
    expect(importsOf(text)).toEqual([]);
  });

  it('knows the process from words that contain it', () => {
    expect(
      processUses(`preprocess.env; subprocess.kill(); // process.env\nconst a = process.env.A;`),
    ).toEqual([2]);
  });
});

describe('the import table of ARCHITECTURE.md', () => {
  it('has a row for every room', () => {
    expect(importTable().split('\n')).toHaveLength(ROOMS.length + 2);
    expect(importTable()).toContain('| `packages/kernel` | nothing | nothing |');
  });

  it('is renewed between its markers and leaves the rest alone', () => {
    const text = 'before\n<!-- import-table:begin -->\nold\n<!-- import-table:end -->\nafter\n';
    const renewed = withImportTable(text);
    expect(renewed).toMatch(/^before\n<!-- import-table:begin[^\n]*-->\n\n\| room \|/);
    expect(renewed).toMatch(/\|\n\n<!-- import-table:end -->\nafter\n$/);
    expect(withImportTable(renewed ?? '')).toBe(renewed);
    expect(withImportTable('no markers')).toBeUndefined();
  });
});
