import { formatProblems } from '@mycelium/config';
import { readConfig } from './read-config.ts';

/** Checks a configuration and says all that is wrong with it. Resolves with the exit code. */
export async function check(configFile: string | undefined, json: boolean): Promise<number> {
  const loaded = await readConfig(configFile);
  const problems = loaded.ok ? [] : loaded.problems;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ valid: loaded.ok, problems, warnings: loaded.warnings }, null, 2)}\n`,
    );
    return loaded.ok ? 0 : 1;
  }
  if (loaded.warnings.length > 0) process.stderr.write(`Warnings:\n${formatProblems(loaded.warnings)}\n`);
  if (loaded.ok) {
    const { services } = loaded.config;
    const routes = services.reduce((sum, service) => sum + service.routes.length, 0);
    process.stdout.write(
      `${configFile ?? 'The embedded defaults'}: valid, ${counted(services.length, 'service')} with ${counted(routes, 'route')}.\n`,
    );
    return 0;
  }
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
  process.stderr.write(`${count}:\n${formatProblems(problems)}\n`);
  return 1;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
