import { expect, it } from 'vitest';
import { manyPatterns, pathsFor } from './many-routes.ts';

it('there are 609 different routes', () => {
  expect(new Set(manyPatterns()).size).toBe(609);
});

it('the paths have no pattern left in them and are spread over all routes', () => {
  const paths = pathsFor(manyPatterns(), 3);
  expect(paths).toHaveLength(609 * 3);
  expect(paths.some(path => path.includes('*'))).toBe(false);
});
