import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningServer, run, ServerUnavailableError } from './process.ts';

const READY_WITHIN_MS = 180_000;
const POLL_MS = 300;

interface Container {
  readonly image: string;
  /** The port inside the container. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** What its log says once clients may connect. */
  readonly readyLine: RegExp;
  /** From the port on the loopback interface. */
  readonly url: (port: string) => string;
}

/** Whether there is a Docker client whose daemon answers. */
export async function dockerAnswers(): Promise<boolean> {
  const { code } = await run('docker', ['info', '--format', '{{.ServerVersion}}']);
  return code === 0;
}

/** Runs a throw-away container whose port Docker publishes on a free port of the loopback interface. */
export async function startContainer(container: Container): Promise<RunningServer> {
  const env = Object.entries(container.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const publish = ['--publish', `127.0.0.1::${container.port}`];
  const { code, output } = await run('docker', [
    'run',
    '--detach',
    '--rm',
    ...publish,
    ...env,
    container.image,
  ]);
  if (code !== 0) {
    throw new ServerUnavailableError(`Docker could not run ${container.image}:\n${output}`);
  }
  // Pulling an image prints its progress first; the id is the last line.
  const id = output.trim().split('\n').at(-1) ?? '';
  const stop = async (): Promise<void> => {
    await run('docker', ['rm', '--force', '--volumes', id]);
  };
  try {
    await untilReady(container, id);
    return { url: container.url(await publishedPort(container, id)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(container: Container, id: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let log = '';
  while (Date.now() < deadline) {
    const answer = await run('docker', ['logs', id]);
    log = answer.output;
    if (container.readyLine.test(log)) return;
    if (answer.code !== 0) break;
    await sleep(POLL_MS);
  }
  throw new ServerUnavailableError(`${container.image} did not become ready. Its log:\n${log}`);
}

async function publishedPort(container: Container, id: string): Promise<string> {
  const { output } = await run('docker', ['port', id, `${container.port}/tcp`]);
  const port = /:(\d+)\s*$/m.exec(output)?.[1];
  if (port === undefined)
    throw new ServerUnavailableError(`Docker published no port for ${container.image}: ${output}`);
  return port;
}
