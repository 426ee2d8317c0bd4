// Everything at once against one gateway, for a while; then nothing may be left of it.
import http from 'node:http';
import { join } from 'node:path';
import { freePort } from '../test-e2e/servers/index.ts';
import { ROLE } from './database.ts';
import type { GatewayUnderTest } from './gateway.ts';
import { type Ground, type GroundOptions, prepareGround } from './ground.ts';
import type { Pace } from './interleaved.ts';
import { openWebSocket } from './load/web-socket-frames.ts';
import { type Observation, observationsIn, settledHeapMiB } from './observations.ts';
import { CORES, residentMiB, sleep, startPinned } from './processes.ts';
import { count, type Goal, goalsTable, markdown, met } from './results.ts';
import { type GROUPS, KINDS, type Kind, type World } from './soak/clients.ts';
import { type Sockets, socketsOf } from './soak/sockets.ts';
import { Tally } from './soak/tally.ts';
import { median, type Point, slope, tail } from './statistics.ts';

const PEOPLE = 40;
const SAMPLE_MS = 1000;
/** Connections to the service that nobody uses are closed by then. */
const SETTLE_MS = 45_000;
const HEAP_GROWTH_MIB = 8;

const GROUP_TEXT: Readonly<Record<(typeof GROUPS)[number] | 'closed', string>> = {
  public: '"public"',
  authenticated: '"authenticated"',
  protected: '"protected"',
  'by-role': `{ protectedByRoles = [{ slug = "${ROLE}", permission = "write" }] }`,
  closed: '{ protectedByRoles = [{ slug = "nobody-has-this", permission = "write" }] }',
};

async function exchangesUntil(deadline: number, kind: Kind, { world, tally }: Course): Promise<void> {
  while (Date.now() < deadline) {
    try {
      await kind.client(world);
      tally.done(kind.name);
    } catch (error) {
      tally.failed(kind.name, error);
    }
    await sleep(Math.random() * kind.pauseMs);
  }
}

interface Course {
  readonly world: World;
  readonly tally: Tally;
}

interface Watched {
  readonly gateway: GatewayUnderTest;
  readonly service: number;
  readonly observations: string;
}

interface Traces {
  readonly curve: readonly Point[];
  readonly before: Sockets;
  readonly after: Sockets;
  readonly heap: { readonly before: number; readonly after: number };
  readonly seen: readonly Observation[];
}

async function drive(course: Course, watched: Watched, { minutes, say }: Length): Promise<Traces> {
  const { gateway, observations } = watched;
  const kinds = await possible(course.world, say);
  const sockets = (): Sockets => socketsOf(gateway.pid, { own: gateway.port, service: watched.service });
  await warmUp(course, kinds);
  const before = await settled(sockets);
  const heapBefore = await settledHeapMiB(gateway.pid, observations);
  const begun = Date.now();
  const curve: Point[] = [];
  const sampler = setInterval(
    () => curve.push({ x: (Date.now() - begun) / 60_000, y: residentMiB(gateway.pid) }),
    SAMPLE_MS,
  );
  const reporter = setInterval(() => say(`  ${progress(course.tally, curve)}`), 30_000);
  const deadline = begun + minutes * 60_000;
  await Promise.all(
    kinds.flatMap(kind => Array.from({ length: kind.loops }, () => exchangesUntil(deadline, kind, course))),
  );
  clearInterval(sampler);
  clearInterval(reporter);
  course.world.agent.destroy();
  const after = await settled(sockets);
  const heapAfter = await settledHeapMiB(gateway.pid, observations);
  const seen = observationsIn(observations).filter(({ at }) => at >= begun && at <= deadline);
  return { curve, before, after, heap: { before: heapBefore, after: heapAfter }, seen };
}

interface Length {
  readonly minutes: number;
  readonly say: (line: string) => void;
}

/** Every kind once and everybody known, so that what is measured afterwards grows for no good reason. */
async function warmUp({ world, tally }: Course, kinds: readonly Kind[]): Promise<void> {
  const deadline = Date.now() + 5000;
  await Promise.all(kinds.map(kind => exchangesUntil(deadline, kind, { world, tally })));
  world.agent.destroy();
}

async function possible(world: World, say: (line: string) => void): Promise<readonly Kind[]> {
  const probe = await openWebSocket({ port: world.port, path: '/public/ws', headers: [] });
  if (!('refused' in probe)) {
    probe.socket.destroy();
    return KINDS;
  }
  say(`  WebSockets are left out: the gateway did not agree to one (${probe.refused})`);
  return KINDS.filter(kind => kind.webSocket === undefined);
}

/** The sockets once no client is connected and no connection to the service is kept, or when waiting is no use. */
async function settled(sockets: () => Sockets): Promise<Sockets> {
  const deadline = Date.now() + SETTLE_MS;
  let now = sockets();
  while (now.clients + now.services > 0 && Date.now() < deadline) {
    await sleep(250);
    now = sockets();
  }
  return now;
}

const progress = ({ kinds, errors }: Tally, curve: readonly Point[]): string =>
  `${kinds.map(({ kind, done }) => `${kind} ${count(done)}`).join(', ')}; ${errors} errors, ${count(curve.at(-1)?.y ?? 0)} MiB`;

/** Growth that lasts shows in the straight line and in the level; a single collection of garbage in neither. */
function residentGrowth(curve: readonly Point[]): number {
  const late = tail(curve, 0.5);
  const middle = late.length >> 1;
  const level = (part: readonly Point[]): number => median(part.map(({ y }) => y));
  const span = (late.at(-1)?.x ?? 0) - (late[0]?.x ?? 0);
  return Math.min(slope(late) * span, level(late.slice(middle)) - level(late.slice(0, middle)));
}

function verdict(tally: Tally, { curve, before, after, heap }: Traces): readonly Goal[] {
  return [
    { label: 'errors', value: tally.errors, atMost: 0 },
    { label: 'connections of clients left open', value: after.clients, atMost: 0 },
    { label: 'connections to services left open', value: after.services, atMost: 0 },
    { label: 'other sockets more than before', value: Math.max(0, after.others - before.others), atMost: 10 },
    {
      label: 'heap grown, after collecting',
      value: heap.after - heap.before,
      unit: 'MiB',
      atMost: HEAP_GROWTH_MIB,
    },
    {
      label: 'resident memory grown in the second half',
      value: residentGrowth(curve),
      unit: 'MiB',
      atMost: 16,
    },
  ];
}

function report(tally: Tally, { curve, before, after, heap, seen }: Traces): string {
  const kinds = tally.kinds.map(({ kind, done, errors }) => [kind, count(done), String(errors)]);
  const step = Math.max(1, Math.floor(curve.length / 10));
  const shown = curve.filter((_, i) => i % step === 0);
  const sockets = ({ clients, services, others }: Sockets): string[] =>
    [clients, services, others].map(String);
  const late = median(seen.map(({ lagP99Ms }) => lagP99Ms));
  const latest = Math.max(...seen.map(({ lagMaxMs }) => lagMaxMs));
  return [
    markdown({ columns: ['exchange', 'well', 'errors'], rows: kinds }),
    markdown({
      columns: ['open sockets to', 'clients', 'services', 'others'],
      rows: [
        ['before', ...sockets(before)],
        ['after', ...sockets(after)],
      ],
    }),
    markdown({
      columns: ['minute', 'RSS MiB'],
      rows: shown.map(({ x, y }) => [x.toFixed(1), y.toFixed(0)]),
    }),
    `RSS slope in the second half ${slope(tail(curve, 0.5)).toFixed(2)} MiB/min; heap after collecting ${heap.before.toFixed(1)} MiB before, ${heap.after.toFixed(1)} MiB after`,
    `event loop late by ${late.toFixed(1)} ms (p99 of a second, median), ${latest.toFixed(0)} ms at most`,
    ...tally.messages.map(message => `error: ${message}`),
  ].join('\n\n');
}

/** Runs the mix for some minutes; answers the exit code: 1 on an error, a leak or growing memory. */
export async function soak(minutes: number, pace: Pace, options: GroundOptions = {}): Promise<number> {
  await using ground = await prepareGround(pace, { ...options, people: PEOPLE });
  const port = await freePort();
  const argv = [process.execPath, join(import.meta.dirname, 'soak/service.ts')];
  await using _service = await startPinned({ core: CORES.load, argv, env: { PORT: String(port) } }, port);
  await using watched = await underWatch(ground, port);
  const { gateway } = watched;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const course: Course = { world: { port: gateway.port, tokens: gateway.tokens, agent }, tally: new Tally() };
  pace.say(`${ground.conditions.split(', ').slice(0, 3).join(', ')}, ${minutes} min, ${PEOPLE} users`);
  const traces = await drive(course, watched, { minutes, say: pace.say });
  const goals = verdict(course.tally, traces);
  pace.say(`\n${report(course.tally, traces)}\n\n${goalsTable(goals)}`);
  return goals.every(met) ? 0 : 1;
}

async function underWatch(ground: Ground, service: number): Promise<Watched & AsyncDisposable> {
  const observations = join(ground.folder, 'observations.jsonl');
  const routes = Object.entries(GROUP_TEXT).map(([name, group]) => ({ path: `/${name}/*`, group }));
  const gateway = await ground.gateway({
    services: [{ name: 'mixed', port: service, routes }],
    observations,
  });
  return { gateway, service, observations, [Symbol.asyncDispose]: () => gateway.stop() };
}
