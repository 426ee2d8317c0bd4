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

export const CHECKS: readonly Check[] = [
  { name: 'architecture', run: () => succeeds(runFile('scripts/architecture.ts')) },
  { name: 'types', run: () => succeeds(runProgram('tsc', ['--noEmit'])) },
  { name: 'lint', run: () => succeeds(runProgram('biome', ['ci', ...colours(), '.'])) },
  { name: 'generated files', run: generatedFilesAreFresh },
];

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
