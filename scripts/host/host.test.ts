import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runCommand } from './command.mjs';
import { createProgress } from './progress.mjs';
import { ending } from './supervise.mjs';

const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, write: (text: string) => written.push(text), written };
}

describe('progress', () => {
  it('prints plain lines with the elapsed time where there is no terminal', async () => {
    let now = 0;
    const out = screen(false);
    const progress = createProgress(out, () => now);
    await progress.step('Fetching', async () => {
      now = 2500;
    });
    expect(out.written).toEqual(['[   0.0 s] Fetching ...\n', '[   2.5 s] Fetching: done in 2.5 s\n']);
  });

  it('spins on a terminal, within its width, and leaves one plain line', async () => {
    const out = screen(true);
    const title = 'A title that goes on and on, much further than the terminal is wide';
    await createProgress(out).step(title, async () => {});
    const spinning = out.written.filter(text => text.startsWith('\r\u001b[K') && text.length > 4);
    expect(spinning.length).toBeGreaterThan(0);
    for (const text of spinning) expect(text.length).toBeLessThanOrEqual(60 + 4);
    expect(out.written.at(-1)).toMatch(/done in/);
  });

  it('says that a step failed and passes the failure on', async () => {
    const out = screen(false);
    const failing = createProgress(out).step('Fetching', async () => {
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    expect(out.written.at(-1)).toMatch(/Fetching: failed after/);
  });
});

describe('running a command', () => {
  it('answers the exit code and the last of both outputs, without colours', async () => {
    const script = `console.log('\\u001b[31mred\\u001b[0m'); console.error('bad'); process.exit(3)`;
    const { code, output } = await runCommand(process.execPath, ['-e', script]);
    expect(code).toBe(3);
    expect(output.split('\n').sort()).toEqual(['bad', 'red']);
  });

  it('answers 127 for a program that is not there', async () => {
    expect((await runCommand('/nowhere/program', [])).code).toBe(127);
  });
});

describe('how a supervised program ended', () => {
  it('counts dying of the signal it was sent as a clean stop, and of any other as not', () => {
    expect(ending(0, null, undefined)).toEqual({ code: 0, clean: true });
    expect(ending(null, 'SIGTERM', 'SIGTERM')).toEqual({ code: 0, clean: true });
    expect(ending(null, 'SIGSEGV', 'SIGTERM')).toEqual({ code: 139, clean: false });
    expect(ending(null, 'SIGKILL', 'SIGKILL')).toEqual({ code: 137, clean: false });
    expect(ending(2, null, 'SIGTERM')).toEqual({ code: 2, clean: false });
  });
});

describe('Ctrl-C', () => {
  /** A supervisor of one program, which behaves as `program` says. */
  async function supervise(program: string) {
    const script = `
      import { passSignalsOn, startProgram } from ${url('./supervise.mjs')};
      const program = startProgram('it', { node: process.execPath, args: ['-e', ${JSON.stringify(program)}], env: process.env });
      passSignalsOn(() => [program], () => {});
      process.exitCode = (await program.ended).code;
      process.exit();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const ended = once(child, 'exit');
    await expect.poll(() => said.join(''), { timeout: 10_000 }).toContain('up');
    return { child, said, ended };
  }

  it('reaches the program once although it arrives twice, from the terminal and from npm', async () => {
    const program = `let n = 0; process.on('SIGINT', () => { n += 1; setTimeout(() => { console.log('signals ' + n); process.exit(0); }, 200); }); setInterval(() => {}, 1000); console.log('up')`;
    const { child, said, ended } = await supervise(program);
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 50);
    expect(await ended).toEqual([0, null]);
    expect(said.join('')).toContain('signals 1');
  });

  it('kills at the second time what does not stop', async () => {
    const program = `process.on('SIGINT', () => console.log('not now')); setInterval(() => {}, 1000); console.log('up')`;
    const { child, said, ended } = await supervise(program);
    child.kill('SIGINT');
    await expect.poll(() => said.join('')).toContain('not now');
    setTimeout(() => child.kill('SIGINT'), 500);
    expect(await ended).toEqual([137, null]);
  });

  it('is not needed when npm is told to stop, which ends the shell in between and nothing else', async () => {
    const supervisor = `
      import { passSignalsOn, startProgram } from ${url('./supervise.mjs')};
      const args = ['-e', "process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up')"];
      const program = startProgram('it', { node: process.execPath, args, env: process.env });
      passSignalsOn(() => [program], () => {});
      process.exitCode = (await program.ended).code;`;
    // The second command keeps the shell from becoming the first one.
    const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$SUPERVISOR"; true'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, npm_lifecycle_event: 'start', NODE: process.execPath, SUPERVISOR: supervisor },
    });
    let said = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 10_000 }).toContain('up');
    shell.kill('SIGTERM');
    // The pipe ends when the last process that holds it has ended.
    await once(shell, 'close');
    expect(said).toBe('up\nstopped\n');
  });
});
