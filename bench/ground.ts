import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase, prepareDatabase } from './database.ts';
import {
  buildGateway,
  type Form,
  type GatewayOptions,
  type GatewayUnderTest,
  GROUPS,
  type Servers,
  startGateway,
} from './gateway.ts';
import type { Pace } from './interleaved.ts';
import type { Findings } from './results.ts';
import { type Listening, startService } from './service.ts';

/** What every scenario stands on. */
export interface Ground extends AsyncDisposable {
  /** For files that are gone after the run. */
  readonly folder: string;
  readonly servers: Servers;
  readonly service: Listening;
  readonly pace: Pace;
  /** How it was measured: machine, rounds. */
  readonly conditions: string;
  /** A gateway in front of the service, with one route for each group and on the common servers unless told otherwise. */
  gateway(options?: Partial<GatewayOptions>, servers?: Servers): Promise<GatewayUnderTest>;
}

export type Scenario = (ground: Ground) => Promise<Omit<Findings, 'name' | 'conditions'>>;

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start it with npm run bench`);
  return value;
}

export function conditionsOf({ rounds, seconds, connections }: Pace): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${processor}, ${cpus().length} cores, Node ${process.versions.node}, ${connections} connections, ${rounds} rounds of ${seconds} s`;
}

export interface GroundOptions {
  readonly people?: number;
  readonly profile?: string;
  readonly form?: Form;
}

export async function prepareGround(pace: Pace, options: GroundOptions = {}): Promise<Ground> {
  const form = options.form ?? 'built';
  if (form === 'built') await buildGateway();
  const postgres = required('MYC_TEST_POSTGRES_URL');
  const servers = {
    redis: required('MYC_TEST_REDIS_URL'),
    database: await prepareDatabase(postgres, options.people),
  };
  const folder = mkdtempSync(join(tmpdir(), 'myc-bench-'));
  const service = await startService(folder);
  const { profile } = options;
  const common = { folder, form, ...(profile !== undefined && { profile }) };
  return {
    folder,
    servers,
    service,
    pace,
    conditions: `${conditionsOf(pace)}${form === 'built' ? '' : ', from the sources'}`,
    gateway: (more = {}, on = servers) =>
      startGateway(
        { ...common, services: [{ name: 'service', port: service.port, routes: GROUPS }], ...more },
        on,
      ),
    [Symbol.asyncDispose]: async () => {
      await service.stop();
      await dropDatabase(postgres, servers.database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
