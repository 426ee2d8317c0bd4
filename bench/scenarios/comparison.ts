import { nginxProxy, nodeProxy, plain, throughGateway } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { interleaved, microseconds, p50, p99, type Rounds, requestsPerSecond } from '../interleaved.ts';
import { type Bar, count, type Goal, type Table } from '../results.ts';
import { nginxInstalled } from '../service.ts';

const BARE = 'bare undici proxy';
const OTHER_FORM = 'bare undici proxy, other form';
const PUBLIC = 'gateway, public';
const PROTECTED = 'gateway, protected';
const EXPRESS = 'Express + http-proxy-middleware';

/** Two ways to write the least that a proxy does. The yardstick is whichever was faster in a round. */
const toBare = (rounds: Rounds, name: string, of?: typeof p99): number =>
  rounds.ratioToFastest(name, [BARE, OTHER_FORM], of);

function table(rounds: Rounds): Table {
  return {
    columns: ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'RSS MiB', '/ bare'],
    rows: rounds.names.map(name => [
      name,
      count(rounds.median(name, requestsPerSecond)),
      rounds.median(name, p50).toFixed(2),
      rounds.median(name, p99).toFixed(2),
      rounds.median(name, microseconds).toFixed(1),
      count(rounds.memory.get(name) ?? 0),
      toBare(rounds, name).toFixed(2),
    ]),
  };
}

const goals = (rounds: Rounds): readonly Goal[] => [
  { label: 'public route / bare', value: toBare(rounds, PUBLIC), atLeast: 0.9 },
  { label: 'protected route, warm, 20 licences / bare', value: toBare(rounds, PROTECTED), atLeast: 0.85 },
  { label: `public route / ${EXPRESS}`, value: rounds.ratio(PUBLIC, EXPRESS), atLeast: 3 },
  { label: 'p99 of the public route / p99 of the bare', value: toBare(rounds, PUBLIC, p99), atMost: 1.3 },
];

function bars(rounds: Rounds, of: typeof p50): readonly Bar[] {
  return rounds.names
    .filter(name => name !== OTHER_FORM)
    .map(name => ({ name, value: rounds.median(name, of), own: name.startsWith('gateway') }));
}

/** The gateway beside other proxies. */
export const comparison: Scenario = async ({ folder, service, gateway, pace }) => {
  await using ours = await gateway();
  await using bare = await nodeProxy('bare', service.port);
  await using heldBack = await nodeProxy('bare-held-back', service.port);
  await using express = await nodeProxy('express-proxy', service.port);
  await using kept = await nodeProxy('express-proxy', service.port, { AGENT: 'keep-alive' });
  await using fastify = await nodeProxy('fastify-proxy', service.port);
  await using nginx = nginxInstalled() ? await nginxProxy(folder, service.port) : undefined;
  const rounds = await interleaved(
    [
      plain(BARE, bare),
      throughGateway(ours, 'public'),
      throughGateway(ours, 'authenticated'),
      throughGateway(ours, 'protected'),
      plain(OTHER_FORM, heldBack),
      plain(EXPRESS, express),
      plain(`${EXPRESS}, keep-alive agent`, kept),
      plain('@fastify/http-proxy', fastify),
      ...(nginx === undefined ? [] : [plain('nginx', nginx)]),
    ],
    pace,
  );
  return {
    title: 'Beside other proxies',
    notes: [
      `A service that answers 91 bytes of JSON, asked directly through each proxy. The gateway runs in server mode with log level \`warn\`; the caller of the authenticated and the protected route is known already (warm), with 20 licences in the profile.`,
      `The *${BARE}* is the yardstick: the least that a reverse proxy in Node can do, without routes, identity, limits or logs. Its *other form* does the same written differently; “/ bare” is the ratio to whichever of both was faster in a round.`,
      `*${EXPRESS}* is set up as its README shows it, with the agent that the library brings; the goal is measured against this form. The row below it has an agent of its own. Both keep their connections to the service.`,
      'CPU counts a program with its children: nginx works in one.',
    ],
    tables: [table(rounds)],
    goals: goals(rounds),
    charts: { throughput: bars(rounds, requestsPerSecond), latency: bars(rounds, p99) },
  };
};
