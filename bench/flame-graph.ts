// Turns a profile of V8 (`node --cpu-prof`) into one HTML file.

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** The part of a `.cpuprofile` that is read. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  /** The node on top of the stack at each sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

const IDLE: ReadonlySet<string> = new Set(['(idle)', '(program)']);

function where({ callFrame: { url, lineNumber } }: ProfileNode): string {
  if (url === '') return '';
  const short = url
    .replace(/^.*\/node_modules\/(?!.*\/node_modules\/)/, '')
    .replace(/^file:\/\/.*?\/(?=(packages|apps)\/)/, '');
  return `${short}:${lineNumber + 1}`;
}

const nameOf = ({ callFrame }: ProfileNode): string => callFrame.functionName || '(anonymous)';

function ownMicroseconds({ samples, timeDeltas }: Profile): ReadonlyMap<number, number> {
  const own = new Map<number, number>();
  samples.forEach((id, i) => {
    own.set(id, (own.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  });
  return own;
}

export interface SelfTime {
  readonly name: string;
  readonly where: string;
  /** Of all time that was not idle, 0 to 1. */
  readonly share: number;
}

/** Functions by the time spent in themselves, the most expensive first. */
export function selfTimes(profile: Profile): readonly SelfTime[] {
  const own = ownMicroseconds(profile);
  const sums = new Map<string, { readonly node: ProfileNode; sum: number }>();
  let total = 0;
  for (const node of profile.nodes) {
    const time = own.get(node.id) ?? 0;
    if (IDLE.has(nameOf(node))) continue;
    total += time;
    const key = `${nameOf(node)} ${where(node)}`;
    const entry = sums.get(key) ?? { node, sum: 0 };
    entry.sum += time;
    sums.set(key, entry);
  }
  return [...sums.values()]
    .toSorted((a, b) => b.sum - a.sum)
    .map(({ node, sum }) => ({
      name: nameOf(node),
      where: where(node),
      share: total === 0 ? 0 : sum / total,
    }));
}

/** One box: name, place, microseconds with everything it called, what it called. */
interface Box {
  readonly n: string;
  readonly w: string;
  t: number;
  readonly c: Box[];
}

const SMALLEST_SHARE = 0.0005;

function boxes(profile: Profile): Box {
  const own = ownMicroseconds(profile);
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const build = (node: ProfileNode): Box => {
    const children = (node.children ?? []).flatMap(id => {
      const child = nodes.get(id);
      return child === undefined || IDLE.has(nameOf(child)) ? [] : [build(child)];
    });
    const t = children.reduce((sum, child) => sum + child.t, own.get(node.id) ?? 0);
    return { n: nameOf(node), w: where(node), t, c: children.toSorted((a, b) => b.t - a.t) };
  };
  const root = build(profile.nodes[0]!);
  const prune = (box: Box): Box => ({
    ...box,
    c: box.c.filter(({ t }) => t >= root.t * SMALLEST_SHARE).map(prune),
  });
  return prune(root);
}

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Flame graph</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 13px system-ui, sans-serif; margin: 16px; }
  #graph { position: relative; }
  .box { position: absolute; height: 18px; overflow: hidden; white-space: nowrap; box-sizing: border-box; cursor: pointer;
    padding: 0 3px; border: 1px solid Canvas; border-radius: 2px; color: #1f2328; font-size: 11px; line-height: 16px; }
</style>
<h1>__TITLE__</h1>
<p>The width of a box is its share of the time. Click to enlarge one, click the first row to go back.</p>
<p id="said">&nbsp;</p>
<div id="graph"></div>
<script>
const root = __BOXES__;
const graph = document.getElementById('graph'), said = document.getElementById('said');
const hue = place => place.startsWith('packages/') || place.startsWith('apps/') ? 140 : place.startsWith('node:') ? 210 : place === '' ? 0 : 35;
function draw(focus) {
  graph.replaceChildren();
  const width = graph.clientWidth; let deepest = 0;
  const put = (box, left, span, depth) => {
    if (span < 1) return;
    deepest = Math.max(deepest, depth);
    const element = document.createElement('div'), share = (100 * box.t / root.t).toFixed(1) + ' %';
    element.className = 'box'; element.textContent = box.n; element.title = box.n + ' ' + box.w + ' ' + share;
    element.style.cssText = 'left:' + left + 'px;width:' + span + 'px;top:' + depth * 19 + 'px;background:hsl(' + hue(box.w) + ' 55% ' + (68 + (box.n.length * 7) % 14) + '%)';
    element.onclick = () => draw(depth === 0 ? root : box);
    element.onmouseenter = () => { said.textContent = element.title; };
    graph.append(element);
    let at = left;
    for (const child of box.c) { const part = span * child.t / box.t; put(child, at, part, depth + 1); at += part; }
  };
  put(focus, 0, width, 0);
  graph.style.height = (deepest + 1) * 19 + 'px';
}
draw(root);
addEventListener('resize', () => draw(root));
</script>
</html>
`;

/** A page that needs nothing else. */
export function flameGraph(profile: Profile, title: string): string {
  const data = JSON.stringify(boxes(profile)).replaceAll('<', '\\u003c');
  const safe = title.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);
  return PAGE.replace('__TITLE__', () => safe).replace('__BOXES__', () => data);
}
