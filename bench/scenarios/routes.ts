import type { Contestant } from '../contestants.ts';
import type { GatewayUnderTest, Route } from '../gateway.ts';
import type { Ground, Scenario } from '../ground.ts';
import { interleaved, microseconds, p99, requestsPerSecond } from '../interleaved.ts';
import { manyPathsScript } from '../load/lua.ts';
import { MANY, manyPatterns, pathsFor } from '../load/many-routes.ts';
import { count } from '../results.ts';

const EACH = 5;
const ONE_NAME = '1 route';
const MANY_NAME = `${MANY} routes`;

const withRoutes = ({ gateway, service }: Ground, routes: readonly Route[]): Promise<GatewayUnderTest> =>
  gateway({ services: [{ name: 'forge', port: service.port, routes }] });

/** One route against many, asked for the same paths. */
export const routes: Scenario = async ground => {
  const patterns = manyPatterns();
  const paths = pathsFor(patterns, EACH);
  const script = manyPathsScript(ground.folder, paths);
  await using one = await withRoutes(ground, [{ path: '/*' }]);
  await using many = await withRoutes(
    ground,
    patterns.map(path => ({ path })),
  );
  const asked = (name: string, { url, pid }: GatewayUnderTest): Contestant => ({
    name,
    url: `${url}/`,
    pid,
    headers: [],
    script,
  });
  const rounds = await interleaved([asked(ONE_NAME, one), asked(MANY_NAME, many)], ground.pace);
  return {
    title: 'Many routes',
    notes: [
      `The same ${count(paths.length)} requests, spread evenly over the ${MANY} routes of an API like that of a code forge (\`/repos/*/*/issues/*/comments\` and so on), all public, with one route for everything and with a route for each.`,
    ],
    tables: [
      {
        columns: ['', 'requests/s', 'p99 ms', 'CPU µs/request', '/ 1 route'],
        rows: rounds.names.map(name => [
          name,
          count(rounds.median(name, requestsPerSecond)),
          rounds.median(name, p99).toFixed(2),
          rounds.median(name, microseconds).toFixed(1),
          rounds.ratio(name, ONE_NAME).toFixed(2),
        ]),
      },
    ],
    goals: [{ label: `${MANY} routes / 1 route`, value: rounds.ratio(MANY_NAME, ONE_NAME), atLeast: 0.95 }],
  };
};
