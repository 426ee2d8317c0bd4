import { expect, it } from 'vitest';
import { flameGraph, type Profile, selfTimes } from './flame-graph.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 4 });

const PROFILE: Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 4] },
    { id: 2, callFrame: frame('serve', 'file:///home/x/packages/adapters/http/dist/a.js'), children: [3] },
    { id: 3, callFrame: frame('</script>', 'file:///x/node_modules/.pnpm/u@1/node_modules/undici/lib/c.js') },
    { id: 4, callFrame: frame('(idle)') },
  ],
  samples: [2, 3, 3, 4],
  timeDeltas: [100, 100, 200, 9600],
};

it('own times are shares of the time that was not idle, with the place from the package on', () => {
  expect(selfTimes(PROFILE).slice(0, 2)).toEqual([
    { name: '</script>', where: 'undici/lib/c.js:5', share: 0.75 },
    { name: 'serve', where: 'packages/adapters/http/dist/a.js:5', share: 0.25 },
  ]);
});

it('the page carries every frame, none of which can end its script', () => {
  const page = flameGraph(PROFILE, 'a & b');
  expect(page).toContain('"n":"serve"');
  expect(page).toContain('a &amp; b');
  expect(page.match(/<\/script>/g)).toHaveLength(1);
});
