import { type Contestant, nodeProxy } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { interleaved, microseconds, p99, requestsPerSecond } from '../interleaved.ts';
import { uploadScript } from '../load/lua.ts';
import { count } from '../results.ts';
import { bodyPath, SIZES, UPLOAD_PATH } from '../service.ts';

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly script?: string;
}

/** Bodies of 1 KiB and 100 KiB, in both directions. */
export const bodies: Scenario = async ({ folder, service, gateway, pace }) => {
  await using ours = await gateway();
  await using bare = await nodeProxy('bare', service.port);
  const kinds: readonly Kind[] = [
    { name: '1 KiB down', path: bodyPath('1k') },
    { name: '100 KiB down', path: bodyPath('100k') },
    { name: '1 KiB up', path: UPLOAD_PATH, script: uploadScript(folder, SIZES['1k']) },
    { name: '100 KiB up', path: UPLOAD_PATH, script: uploadScript(folder, SIZES['100k']) },
  ];
  const asked = (who: string, { name, path, ...more }: Kind): Contestant => ({
    ...more,
    name: `${name}, ${who}`,
    url: `http://127.0.0.1:${who === 'bare' ? bare.port : ours.port}${path}`,
    pid: who === 'bare' ? bare.pid : ours.pid,
    headers: [],
  });
  const rounds = await interleaved(
    kinds.flatMap(kind => [asked('bare', kind), asked('gateway', kind)]),
    pace,
  );
  return {
    title: 'Bodies',
    notes: [
      'Response bodies (down) and request bodies with POST (up) on a public route. The service reads a request body to its end before it answers.',
    ],
    tables: [
      {
        columns: [
          '',
          'bare requests/s',
          'gateway requests/s',
          'gateway p99 ms',
          'CPU µs/request',
          'gateway / bare',
        ],
        rows: kinds.map(({ name }) => [
          name,
          count(rounds.median(`${name}, bare`, requestsPerSecond)),
          count(rounds.median(`${name}, gateway`, requestsPerSecond)),
          rounds.median(`${name}, gateway`, p99).toFixed(2),
          rounds.median(`${name}, gateway`, microseconds).toFixed(1),
          rounds.ratio(`${name}, gateway`, `${name}, bare`).toFixed(2),
        ]),
      },
    ],
    goals: [],
  };
};
