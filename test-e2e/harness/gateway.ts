import { expect } from 'vitest';
import { freePort } from '../servers/index.ts';
import { folder } from './folder.ts';
import { type Program, type ProgramOptions, startProgram } from './program.ts';

export const MYC_API = 'apps/gateway/src/main.ts';

export interface Gateway {
  readonly url: string;
  readonly port: number;
  readonly program: Program;
  /** Where it was started; the configuration file is `config.toml` in it. */
  readonly cwd: string;
  /** Stops it as an operator would and holds it to a clean end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface GatewayOptions extends ProgramOptions {
  /** The text of `config.toml`; `{port}` in it becomes a free port. */
  readonly config: string;
  /** The port to listen on, for a gateway that comes back. */
  readonly port?: number;
}

/** Starts `myc-api --config config.toml` in a folder of its own and waits until it listens. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const port = options.port ?? (await freePort());
  const cwd = options.cwd ?? folder();
  const config = folder.write(cwd, 'config.toml', options.config.replaceAll('{port}', String(port)));
  const program = startProgram(MYC_API, ['--config', config], { ...options, cwd });
  await program.says(/Mycelium listens at/);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    program,
    cwd,
    stop: async (signal = 'SIGTERM') => {
      const code = await program.stop(signal);
      expect(code, program.output()).toBe(0);
    },
  };
}
