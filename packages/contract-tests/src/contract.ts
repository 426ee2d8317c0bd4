import { describe, it } from 'vitest';

/** One guarantee of a port. Throws when an adapter does not keep it. */
export interface ContractCase<World> {
  /** A sentence about the adapter. */
  readonly name: string;
  run(world: World): Promise<void>;
}

/** A fresh adapter for one case, and the way to put it away again. */
export interface OpenedWorld<World> {
  readonly world: World;
  close?(): Promise<void>;
}

/** Every case as a test of its own, each against an adapter of its own. */
export function describeContract<World>(
  name: string,
  cases: readonly ContractCase<World>[],
  open: () => Promise<OpenedWorld<World>> | OpenedWorld<World>,
): void {
  describe(name, () => {
    for (const contractCase of cases) it(contractCase.name, () => runCase(contractCase, open));
  });
}

/** The names of the cases that an adapter fails. For proving that a broken adapter is found out. */
export async function failingCases<World>(
  cases: readonly ContractCase<World>[],
  open: () => Promise<OpenedWorld<World>> | OpenedWorld<World>,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const contractCase of cases) {
    await runCase(contractCase, open).catch(() => failed.push(contractCase.name));
  }
  return failed;
}

async function runCase<World>(
  contractCase: ContractCase<World>,
  open: () => Promise<OpenedWorld<World>> | OpenedWorld<World>,
): Promise<void> {
  const opened = await open();
  try {
    await contractCase.run(opened.world);
  } finally {
    await opened.close?.();
  }
}
