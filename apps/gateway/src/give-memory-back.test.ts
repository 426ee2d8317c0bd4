import { expect, it } from 'vitest';
import { giveMemoryBack } from './give-memory-back.ts';

it('gives back what nobody holds any more, and leaves no way to do so behind', () => {
  giveMemoryBack();
  const before = process.memoryUsage().heapTotal;
  let waste: unknown[] | undefined = Array.from({ length: 500_000 }, (_, i) => ({ i }));
  const wasted = process.memoryUsage().heapTotal;
  expect(waste.length).toBe(500_000);
  waste = undefined;
  giveMemoryBack();
  expect(process.memoryUsage().heapTotal).toBeLessThan(before + (wasted - before) / 2);
  expect('gc' in globalThis).toBe(false);
});
