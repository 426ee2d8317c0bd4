import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { throughGateway } from './contestants.ts';
import { flameGraph, type Profile, selfTimes } from './flame-graph.ts';
import { type GroundOptions, prepareGround } from './ground.ts';
import type { Pace } from './interleaved.ts';
import { markdown } from './results.ts';
import { wrk } from './wrk.ts';

const OUTPUT = join(import.meta.dirname, '../.cache/flame.html');
const WARM_UP_SECONDS = 3;
const SHOWN = 30;

/** Draws a profile: a given one, or that of a gateway under load on its protected route. */
export async function flame(pace: Pace, file: string | undefined, options: GroundOptions): Promise<number> {
  const profile = file === undefined ? await underLoad(pace, options) : read(file);
  mkdirSync(dirname(OUTPUT), { recursive: true });
  writeFileSync(OUTPUT, flameGraph(profile, file ?? 'the protected route under load'));
  const rows = selfTimes(profile)
    .slice(0, SHOWN)
    .map(({ name, where, share }) => [`${name} ${where}`, `${(share * 100).toFixed(1)} %`]);
  pace.say(markdown({ columns: ['function', 'own time'], rows }));
  pace.say(`\n${OUTPUT}`);
  return 0;
}

const read = (file: string): Profile => JSON.parse(readFileSync(file, 'utf8')) as Profile;

async function underLoad(pace: Pace, options: GroundOptions): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'myc-profile-'));
  try {
    await using ground = await prepareGround(pace, { ...options, profile: folder });
    const gateway = await ground.gateway();
    const { url, headers } = throughGateway(gateway, 'protected');
    for (const seconds of [WARM_UP_SECONDS, pace.seconds]) {
      await wrk({ url, headers, seconds, connections: pace.connections });
    }
    await gateway.stop();
    const written = readdirSync(folder).find(name => name.endsWith('.cpuprofile'));
    if (written === undefined) throw new Error('the gateway ended without writing its profile');
    return read(join(folder, written));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
