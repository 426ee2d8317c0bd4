import { join } from 'node:path';
import { freePort } from '../../test-e2e/servers/index.ts';
import { bearer } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { openWebSocket, type Target } from '../load/web-socket-frames.ts';
import type { Echoes } from '../load/web-socket-load.ts';
import { CORES, runLoad, startPinned } from '../processes.ts';
import { count } from '../results.ts';
import { median } from '../statistics.ts';

const BYTES = 91;
const PROTECTED = '"protected"';
const TITLE = 'WebSocket messages';

/** Messages that come back, directly from the service and through the gateway. */
export const webSocket: Scenario = async ({ gateway, pace }) => {
  const port = await freePort();
  const service = join(import.meta.dirname, '../load/web-socket-service.ts');
  await using _service = await startPinned(
    { core: CORES.load, argv: [process.execPath, service], env: { PORT: String(port) } },
    port,
  );
  const routes = [{ path: '/open/*' }, { path: '/guarded/*', group: PROTECTED }];
  await using ours = await gateway({ services: [{ name: 'echo', port, routes }] });
  const targets: Readonly<Record<string, Target>> = {
    direct: { port, path: '/open/x', headers: [] },
    'gateway, public': { port: ours.port, path: '/open/x', headers: [] },
    'gateway, protected': { port: ours.port, path: '/guarded/x', headers: [bearer(ours)] },
  };
  const probe = await openWebSocket(targets['gateway, public']!);
  if ('refused' in probe) {
    const skipped = `the gateway did not agree to a WebSocket: ${probe.refused}`;
    return { title: TITLE, notes: [], tables: [], goals: [], skipped };
  }
  probe.socket.destroy();
  const names = Object.keys(targets);
  const measured = new Map<string, number[]>(names.map(name => [name, []]));
  for (let round = 1; round <= pace.rounds; round++) {
    for (const name of names) {
      const options = {
        ...targets[name],
        connections: pace.connections,
        seconds: pace.seconds,
        bytes: BYTES,
      };
      measured.get(name)?.push((await runLoad<Echoes>('web-socket-load', options)).perSecond);
    }
    const figures = names.map(name => `${name} ${count(measured.get(name)?.at(-1) ?? 0)}`);
    pace.say(`  round ${round} of ${pace.rounds}: ${figures.join(', ')}`);
  }
  const direct = measured.get('direct') ?? [];
  const ratio = (name: string): number =>
    median((measured.get(name) ?? []).map((perSecond, i) => perSecond / direct[i]!));
  return {
    title: TITLE,
    notes: [
      `Text messages of ${BYTES} bytes over ${pace.connections} connections; the service sends each back, and the next one follows as soon as it is there. Client and service share one core, the gateway has another.`,
    ],
    tables: [
      {
        columns: ['', 'messages/s', '/ direct'],
        rows: names.map(name => [name, count(median(measured.get(name) ?? [])), ratio(name).toFixed(2)]),
      },
    ],
    goals: [
      {
        label: 'WebSocket messages/s through the gateway / direct',
        value: ratio('gateway, public'),
        atLeast: 0.45,
      },
    ],
  };
};
