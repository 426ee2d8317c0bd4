import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { flame } from './flame.ts';
import { type GroundOptions, prepareGround } from './ground.ts';
import type { Pace } from './interleaved.ts';
import { type Findings, goalsTable, markdown, met } from './results.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { soak } from './soak.ts';
import { writeDocuments } from './write-documents.ts';

const OPTIONS = {
  suite: { type: 'string', default: 'comparison' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  connections: { type: 'string', default: '32' },
  requests: { type: 'string', default: '500000' },
  idle: { type: 'string', default: '5000' },
  json: { type: 'string' },
  from: { type: 'string' },
  profile: { type: 'string' },
  sources: { type: 'boolean', default: false },
  minutes: { type: 'string', default: '10' },
  'write-docs': { type: 'boolean', default: false },
  flame: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const HELP = `npm run bench                       the gateway beside other proxies
npm run bench -- --suite full       every scenario, or a list: ${Object.keys(SCENARIOS).join(',')}
npm run bench -- --flame            a profile of the gateway under load, as a flame graph (--flame FILE.cpuprofile: of that file)
npm run soak                        ten minutes of everything at once; fails on an error, a leak or growing memory

  --rounds N --seconds N --connections N   how often, how long, how many at once (5, 5, 32)
  --requests N --idle N                    for the scenarios memory and idle-connections (500000, 5000)
  --json FILE                              keeps the findings
  --write-docs                             puts the findings into docs/performance.md (--from FILE: those of that file)
  --profile DIR                            writes processor profiles of every gateway
  --sources                                runs the gateway from its sources instead of building it
  --minutes N                              length of the soak (10)`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`--${name} is a number above 0, not "${text}"`);
  return value;
}

/** Runs what the arguments ask for; answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) {
    say(HELP);
    return 0;
  }
  const pace: Pace = {
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    requests: positive('requests', values.requests),
    idle: positive('idle', values.idle),
    say,
  };
  const form = values.sources ? 'sources' : 'built';
  if (positionals[0] === 'soak') return soak(positive('minutes', values.minutes), pace, { form });
  if (values.flame) return flame(pace, positionals[0], { form });
  if (values.from !== undefined) {
    writeDocuments(values.from);
    return 0;
  }
  const findings = await measure(chosen(values.suite), pace, {
    ...(values.profile !== undefined && { profile: resolve(values.profile) }),
    form,
  });
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(findings, null, 2)}\n`);
  if (values['write-docs']) writeDocuments(findings);
  return 0;
}

function chosen(suite: string): readonly string[] {
  const names = suite === 'full' ? Object.keys(SCENARIOS) : suite.split(',');
  const unknown = names.find(name => SCENARIOS[name] === undefined);
  if (unknown === undefined) return names;
  throw new RangeError(`there is no scenario "${unknown}"; there are ${Object.keys(SCENARIOS).join(', ')}`);
}

async function measure(
  names: readonly string[],
  pace: Pace,
  options: GroundOptions,
): Promise<readonly Findings[]> {
  await using ground = await prepareGround(pace, options);
  say(ground.conditions);
  const all: Findings[] = [];
  for (const name of names) {
    say(`\n${name}`);
    const findings = { name, conditions: ground.conditions, ...(await SCENARIOS[name]!(ground)) };
    all.push(findings);
    say(shown(findings));
  }
  const goals = all.flatMap(findings => findings.goals);
  const missed = goals.filter(goal => !met(goal)).length;
  say(`\n${goalsTable(goals)}\n\n${goals.length - missed} goals met, ${missed} missed`);
  return all;
}

function shown({ skipped, tables }: Findings): string {
  if (skipped !== undefined) return `  skipped: ${skipped}`;
  return `\n${tables.map(markdown).join('\n\n')}`;
}
