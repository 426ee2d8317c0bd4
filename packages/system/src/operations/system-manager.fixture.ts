import type { AnyOperation } from '@mycelium/operations';
import type { Permission } from '@mycelium/profile';
import { type WorldOptions, world } from '@mycelium/testkit';

/** A world with a system manager in it, who writes or only reads. */
export async function office(permission: Permission = 'write', options: WorldOptions = {}) {
  const opened = world(options);
  const caller = await opened.person({
    email: 'sam@acme.example',
    holds: [{ role: 'system-manager', permission }],
  });
  return {
    ...opened,
    caller,
    as: <Result = unknown>(operation: AnyOperation, params?: unknown) =>
      opened.call<Result>(operation, params, { caller }),
    /** The error that the call ends with. */
    refusal: async (operation: AnyOperation, params?: unknown): Promise<unknown> => {
      try {
        await opened.call(operation, params, { caller });
      } catch (error) {
        return error;
      }
      throw new Error('The call was not refused.');
    },
  };
}
