import type { JsonValue } from '@mycelium/schema';
import { expect, it } from 'vitest';
import type { ApiDocument } from './api-document.ts';
import { Allowance, InlinedReferences } from './inlined-references.ts';

const components = (schemas: ApiDocument): ApiDocument => ({ components: { schemas } });
const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const inlined = (document: ApiDocument, value: JsonValue, allowance?: Allowance): JsonValue =>
  new InlinedReferences(document, allowance).copy(value);

const shop = components({
  Customer: {
    type: 'object',
    properties: { address: to('Address'), tags: { type: 'array', items: to('Tag') } },
  },
  Address: { type: 'object', properties: { city: { type: 'string' } } },
  Tag: { type: 'string' },
});

it('puts what references lead to in their place, over several steps', () => {
  expect(inlined(shop, { content: { 'application/json': { schema: to('Customer') } } })).toEqual({
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            address: { type: 'object', properties: { city: { type: 'string' } } },
            tags: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  });
});

it('copies, so that the document stays as it is', () => {
  const before = structuredClone(shop);
  const copy = inlined(shop, to('Address')) as { properties: { city: { type: string } } };
  copy.properties.city.type = 'number';
  expect(shop).toEqual(before);
});

it('lets what stands beside a reference have the last word', () => {
  expect(inlined(shop, { ...to('Tag'), description: 'Here.' })).toEqual({
    type: 'string',
    description: 'Here.',
  });
  expect(inlined(shop, { ...to('Tag'), type: 'integer' })).toEqual({ type: 'integer' });
});

it('reads pointers as RFC 6901 writes them', () => {
  const document: ApiDocument = { 'a/b': { 'c~d': ['x', { 'e f': true }] } };
  expect(inlined(document, { $ref: '#/a~1b/c~0d/1/e%20f' })).toBe(true);
  expect(inlined(document, { $ref: '#/a~1b/c~0d/0' })).toBe('x');
});

it.each([
  'Customer',
  '#Customer',
  '#/components/schemas/Nobody',
  '#/components/schemas/Customer/properties/nothing/more',
  '#/components/schemas/__proto__',
  '#/components/schemas/constructor',
  '#/components/schemas/Customer/length',
  '#/%E0%A4%A',
  'https://elsewhere.example/schemas.json#/Customer',
  'file:///etc/passwd',
  './other.json',
  '',
])('leaves %j as it is, which leads to nothing here', $ref => {
  expect(inlined(shop, { $ref })).toEqual({ $ref });
});

it('takes a property called $ref for a property', () => {
  const value = { properties: { $ref: { type: 'string' } } };
  expect(inlined(shop, value)).toEqual(value);
});

it('stops where a reference leads back to where it stands', () => {
  const tree = components({ Node: { children: { items: to('Node') } }, A: to('B'), B: to('A') });
  expect(inlined(tree, to('Node'))).toEqual({ children: { items: to('Node') } });
  expect(inlined(tree, to('A'))).toEqual(to('A'));
});

it('stops at an allowance, so that a few lines cannot become millions', () => {
  const schemas: Record<string, JsonValue> = { L0: { type: 'string' } };
  for (let level = 1; level <= 12; level += 1) {
    schemas[`L${level}`] = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`p${i}`, to(`L${level - 1}`)]),
    );
  }
  const began = performance.now();
  const copy = JSON.stringify(inlined(components(schemas), to('L12')));
  expect(copy.length).toBeLessThan(5_000_000);
  expect(copy).toContain('$ref');
  expect(performance.now() - began).toBeLessThan(5000);
});

it('shares the allowance between parts', () => {
  const allowance = new Allowance(3);
  expect(inlined(shop, to('Tag'), allowance)).toEqual({ type: 'string' });
  expect(inlined(shop, to('Tag'), allowance)).toEqual({ type: 'string' });
  expect(inlined(shop, to('Tag'), allowance)).toEqual(to('Tag'));
});

it('ends a chain of references that is longer than any honest one', () => {
  const schemas: Record<string, JsonValue> = { S0: true };
  for (let index = 1; index < 20_000; index += 1) schemas[`S${index}`] = to(`S${index - 1}`);
  expect(inlined(components(schemas), to('S19999'))).toHaveProperty('$ref');
});

it('cuts what is nested deeper than any honest description', () => {
  let deep: JsonValue = 'bottom';
  for (let level = 0; level < 20_000; level += 1) deep = level % 2 ? [deep] : { a: deep };
  const copy = JSON.stringify(inlined({ deep }, { $ref: '#/deep' }));
  expect(copy).not.toContain('bottom');
  expect(copy.length).toBeLessThan(300);
});

it('drops a key that would change the prototype', () => {
  const evil = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as JsonValue;
  const copy = inlined({}, evil) as ApiDocument;
  expect(copy).toEqual({ a: 1 });
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
});
