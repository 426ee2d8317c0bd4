import { describe, expect, it } from 'vitest';
import { FieldBlock, isWritable } from './field-block.ts';

describe('a block of fields', () => {
  it('has one line for each', () => {
    expect(new FieldBlock(['X-A', '1', 'x-b', 'caf\xe9\t2']).text).toBe('X-A: 1\r\nx-b: caf\xe9\t2\r\n');
    expect(new FieldBlock([]).text).toBe('');
  });

  it.each([
    ['x-a', 'a\r\nb: c'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\rb'],
    ['x-a', 'a\0'],
    ['x-a', '\u010a'],
    ['x a', 'b'],
    ['x-a:', 'b'],
    ['', 'b'],
  ])('has no text when one of them would say something else: %j %j', (name, value) => {
    expect(isWritable(name, value)).toBe(false);
    expect(new FieldBlock(['x', 'y', name, value]).text).toBeUndefined();
  });

  it('can do without one of them, however it is spelled, and stays the same without a stranger', () => {
    const block = new FieldBlock(['X-A', '1', 'x-b', 'x-a', 'X-a', '3']);
    expect(block.without('x-a').fields).toEqual(['x-b', 'x-a']);
    expect(block.without('1')).toBe(block);
    expect(block.without('x-c')).toBe(block);
  });
});
