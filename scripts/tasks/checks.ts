import { changedFiles, generators, snapshot } from './generated.ts';
import { ROOT, runFile, runProgram } from './program.ts';

/** One thing that must hold for the sources as a whole. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<boolean>;
}

// Biome colours whatever a CI server reads, unless it is told not to.
const colours = (): string[] => (process.stdout.isTTY === true ? [] : ['--colors=off']);

const succeeds = async (code: Promise<number>): Promise<boolean> => (await code) === 0;

const QUICK: readonly Check[] = [
  { name: 'architecture', run: () => succeeds(runFile('scripts/architecture.ts')) },
  { name: 'types', run: () => succeeds(runProgram('tsc', ['--noEmit'])) },
  { name: 'lint', run: () => succeeds(runProgram('biome', ['ci', ...colours(), '.'])) },
  { name: 'generated files', run: generatedFilesAreFresh },
];

/** These fetch or build a lot; a change hardly ever breaks them. */
const THOROUGH: readonly Check[] = [
  { name: 'build', run: () => succeeds(runProgram('turbo', ['run', 'build', '--output-logs=errors-only'])) },
  { name: 'PostgreSQL 14 to 18', run: () => succeeds(runFile('sql/check-versions.ts')) },
];

/** On a CI server everything, on a developer's machine what is quick. */
export const CHECKS: readonly Check[] = process.env.CI === 'true' ? [...QUICK, ...THOROUGH] : QUICK;

/** Runs every generator; true when all succeed. */
export async function generate(): Promise<boolean> {
  for (const file of generators(ROOT)) {
    process.stdout.write(`${file}\n`);
    if ((await runFile(file)) !== 0) return false;
  }
  return (await runFile('scripts/architecture.ts', ['--write'])) === 0;
}

async function generatedFilesAreFresh(): Promise<boolean> {
  const before = snapshot(ROOT);
  if (!(await generate())) return false;
  const stale = changedFiles(before, snapshot(ROOT));
  for (const file of stale) {
    process.stdout.write(`${file} was out of date. It has been generated anew: look at it and commit it.\n`);
  }
  return stale.length === 0;
}
