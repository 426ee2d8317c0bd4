/** An entry that names a stage, as `scripts/python/evaluate_security_group_logs.py` reads it. */
export interface StageEvent {
  readonly time: string;
  readonly stage: string;
  readonly outcome: string | undefined;
  readonly cacheHit: string | undefined;
}

const ENTRY = /^\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s+(?:TRACE|DEBUG|INFO|WARN|ERROR)\s+(.*)$/;

/** The events of a log without colours. The same reading as the script's, for tests that have no Python. */
export function stageEvents(log: string): readonly StageEvent[] {
  const entries: { time: string; text: string }[] = [];
  let open = false;
  for (const line of log.split('\n')) {
    const [, time, text] = ENTRY.exec(line) ?? [];
    const current = entries.at(-1);
    if (time !== undefined && text !== undefined) entries.push({ time, text });
    else if (open && current !== undefined && /^[ \t]+\S/.test(line)) current.text += ` ${line.trim()}`;
    open = time !== undefined || (open && line.trim() !== '');
  }
  return entries.flatMap(({ time, text }) => {
    const quoted = (name: string): string | undefined =>
      new RegExp(`\\b${name}:\\s*(["'])(.*?)\\1`).exec(text)?.[2];
    const stage = quoted('stage');
    const cacheHit = /\bcache_hit:\s*(true|false)\b/.exec(text)?.[1];
    return stage === undefined ? [] : [{ time, stage, outcome: quoted('outcome'), cacheHit }];
  });
}

const FOUND: readonly string[] = ['from_cache', 'resolved'];

/** Where the stage that starts at an index ends; `undefined` when it does not. */
function endOf(events: readonly StageEvent[], start: number): number | undefined {
  const stage = events[start]?.stage ?? '';
  const search = (from: number, wanted: (event: StageEvent) => boolean): number | undefined => {
    const at = events.findIndex((event, index) => index >= from && wanted(event));
    return at < 0 ? undefined : at;
  };
  const ends = (event: StageEvent | undefined, outcomes: readonly string[]): boolean =>
    event?.stage === stage && event.outcome !== undefined && outcomes.includes(event.outcome);
  const following = (passedOver: (event: StageEvent) => boolean): number | undefined => {
    const at = search(start + 1, event => !passedOver(event));
    return at !== undefined && ends(events[at], FOUND) ? at : undefined;
  };
  if (stage === 'identity.jwks') return following(event => event.stage === stage && !event.outcome);
  if (stage === 'identity.profile') return following(event => event.stage === 'identity.profile.cache');
  if (stage === 'identity.external') return search(start + 1, event => ends(event, ['ok']));
  if (stage.startsWith('router.')) return search(start + 1, event => ends(event, ['ok', 'error']));
  return start;
}

/** The stages that started and were not seen to end. None: the log is whole. */
export function unendedStages(events: readonly StageEvent[]): readonly string[] {
  const unended: string[] = [];
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at];
    if (event === undefined || event.outcome !== undefined) continue;
    const end = endOf(events, at);
    if (end === undefined) unended.push(event.stage);
    else at = end;
  }
  return unended;
}
