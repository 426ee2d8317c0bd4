import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const running = new Set<ReturnType<typeof spawn>>();

/** Runs a program of the workspace from the root, its output shown as it comes; answers its exit code. */
export function runProgram(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: environment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  running.add(child);
  return new Promise(resolve => {
    const end = (code: number): void => {
      running.delete(child);
      resolve(code);
    };
    child.once('error', error => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`);
      end(127);
    });
    child.once('exit', code => end(code ?? 1));
  });
}

/** Where the output goes to a file or a CI log, escape sequences only hide it; some programs ask `CI` instead of the terminal. */
function environment(): NodeJS.ProcessEnv {
  const plain = process.stdout.isTTY !== true && process.env.FORCE_COLOR === undefined;
  return plain ? { ...process.env, NO_COLOR: '1' } : process.env;
}

/** Ends the programs that run now. */
export function stopPrograms(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs one of the project's own TypeScript files. */
export const runFile = (file: string, args: readonly string[] = []): Promise<number> =>
  runProgram(process.execPath, ['--conditions=development', file, ...args]);
