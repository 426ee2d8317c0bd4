import { describe, expect, it } from 'vitest';
import { SingleFlight } from './index.ts';

/** Work that is counted and ends when told to. */
function slowWork() {
  const ends: ((value: string) => void)[] = [];
  const work = (): Promise<string> => new Promise(resolve => ends.push(resolve));
  return { work, ends };
}

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('single flight', () => {
  it('does the work once for all who ask at the same time', async () => {
    const flight = new SingleFlight<string>();
    const { work, ends } = slowWork();
    const answers = Array.from({ length: 100 }, () => flight.run('a', work));
    await settled();
    expect(ends).toHaveLength(1);
    ends[0]!('done');
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['done']));
  });

  it('keeps different keys apart', async () => {
    const flight = new SingleFlight<string>();
    const answers = await Promise.all(['a', 'b'].map(key => flight.run(key, async () => key)));
    expect(answers).toEqual(['a', 'b']);
  });

  it('gives the same error to all who joined, and forgets it', async () => {
    const flight = new SingleFlight<string>();
    let runs = 0;
    const failing = async (): Promise<string> => {
      runs += 1;
      throw new Error(`failure ${runs}`);
    };
    const outcomes = await Promise.allSettled([flight.run('a', failing), flight.run('a', failing)]);
    expect(outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason.message)).toEqual([
      'failure 1',
      'failure 1',
    ]);
    await expect(flight.run('a', failing)).rejects.toThrow('failure 2');
  });

  it('turns work that throws before its first promise into a rejection', async () => {
    const flight = new SingleFlight<string>();
    const run = flight.run('a', () => {
      throw new Error('at once');
    });
    await expect(run).rejects.toThrow('at once');
    expect(flight.size).toBe(0);
  });

  it('keeps nothing once the work is done', async () => {
    const flight = new SingleFlight<string>();
    expect(await flight.run('a', async () => 'first')).toBe('first');
    expect(flight.size).toBe(0);
    expect(await flight.run('a', async () => 'second')).toBe('second');
  });

  it('starts afresh after `forget`, and the older run does not drop the newer one', async () => {
    const flight = new SingleFlight<string>();
    const { work, ends } = slowWork();
    const older = flight.run('a', work);
    await settled();
    flight.forget('a');
    const newer = flight.run('a', work);
    await settled();
    expect(ends).toHaveLength(2);
    ends[0]!('older');
    expect(await older).toBe('older');
    const joined = flight.run('a', work);
    ends[1]!('newer');
    expect(await Promise.all([newer, joined])).toEqual(['newer', 'newer']);
  });
});
