import { type AllStores, type ContractCase, failingCases, type StoresWorld } from '@mycelium/contract-tests';
import { memoryStores } from './index.ts';

/** Stores that differ from the sound ones in one respect. */
export type Damage = (stores: AllStores) => Partial<AllStores>;

export function worldOf(): StoresWorld {
  const memory = memoryStores();
  return {
    ...memory,
    seeds: memory,
    auditEntries: async () => memory.rows().audit,
    events: async () => memory.rows().events,
  };
}

export function damaged(damage: Damage): StoresWorld {
  const world = worldOf();
  return {
    ...world,
    unitOfWork: { run: work => world.unitOfWork.run(stores => work({ ...stores, ...damage(stores) })) },
  };
}

/** A world in which some verbs of one store do otherwise. */
export const broken =
  <Name extends keyof AllStores>(
    name: Name,
    change: (sound: AllStores[Name], stores: AllStores) => Partial<AllStores[Name]>,
  ): (() => StoresWorld) =>
  () =>
    damaged(stores => ({ [name]: { ...stores[name], ...change(stores[name], stores) } }));

export const failuresOf = (
  cases: readonly ContractCase<StoresWorld>[],
  open: () => StoresWorld,
): Promise<readonly string[]> => failingCases(cases, () => ({ world: open() }));

/** A broken adapter and the case that finds it out. */
export interface Finding {
  readonly what: string;
  readonly cases: readonly ContractCase<StoresWorld>[];
  readonly open: () => StoresWorld;
  readonly foundBy: RegExp;
}

export const finding = (
  what: string,
  cases: Finding['cases'],
  [open, foundBy]: readonly [Finding['open'], RegExp],
): Finding => ({ what, cases, open, foundBy });

/** Long enough that whoever else is under way reads what is about to change. */
export const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1));

/**
 * A world whose verbs commit one by one, so that a verb that looks first and writes later is overtaken in between.
 * `change` makes such verbs.
 */
export const careless =
  (change: (stores: AllStores, world: StoresWorld) => Partial<AllStores>): (() => StoresWorld) =>
  () => {
    const world = worldOf();
    const each = eachAlone(world);
    const stores = Object.assign(each, change(each, world), { afterCommit: pause });
    return { ...world, unitOfWork: { run: work => work(stores) } };
  };

type Verbs = Record<PropertyKey, (...params: unknown[]) => Promise<unknown>>;

/** Stores of which every verb is a unit of work of its own. */
function eachAlone({ unitOfWork }: StoresWorld): AllStores {
  const storeOf = (name: keyof AllStores): unknown =>
    new Proxy(
      {},
      {
        get:
          (_store, verb) =>
          (...params: unknown[]) =>
            unitOfWork.run(async stores => (stores[name] as unknown as Verbs)[verb]?.(...params)),
      },
    );
  return new Proxy({} as AllStores, {
    get: (changed, name) => Reflect.get(changed, name) ?? storeOf(name as keyof AllStores),
  });
}
