import { AppError, refuse, silentLogger } from '@mycelium/kernel';
import { describe, expect, it } from 'vitest';
import { type AnyOperation, type ChosenTenant, execute, InternalFault, OperationBug } from './index.ts';
import {
  BOOK,
  countBranches,
  createBook,
  failing,
  getBook,
  libraryPorts,
  memoryLog,
  openBranch,
  type Reader,
  TENANT,
} from './library.fixture.ts';

const boss: Reader = { email: 'boss@example.com', account: 'a', roles: ['managers'] };
const context = (caller: Reader | undefined) =>
  ({ requestId: 'r1', clientAddress: '127.0.0.1', caller }) as never;

const attempt = (operation: AnyOperation, params: unknown, change = {}) =>
  execute({ ...libraryPorts(silentLogger), ...change }, operation, { context: context(boss), params });

describe('execute', () => {
  it('authorises before it looks at the params', async () => {
    const outsider = {
      context: context({ email: 'x@example.com', account: 'c', roles: [] }),
      params: { bad: 1 },
    };
    await expect(execute(libraryPorts(silentLogger), createBook, outsider)).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('asks about the role before the params, and about the tenant after them', async () => {
    const asked: unknown[] = [];
    const host = (refusing: number) => ({
      ...libraryPorts(silentLogger),
      authorise: (_access: unknown, _caller: unknown, chosen?: ChosenTenant) => {
        asked.push(chosen ?? 'anywhere');
        return asked.length === refusing ? refuse('INSUFFICIENT_PRIVILEGES') : undefined;
      },
    });
    const outcome = async (refusing: number, params: unknown) => {
      asked.length = 0;
      return execute(host(refusing), openBranch, { context: context(boss), params }).catch(
        (thrown: AppError) => thrown.code,
      );
    };
    const params = { tenantId: TENANT.toUpperCase(), name: 'North' };
    expect(await outcome(1, { tenantId: 'bad' })).toBe('MYC00019');
    expect(asked).toEqual(['anywhere']);
    expect(await outcome(2, { tenantId: 'bad' })).toBe('MYC00033');
    expect(asked).toEqual(['anywhere']);
    expect(await outcome(2, params)).toBe('MYC00019');
    expect(asked).toEqual(['anywhere', { tenantId: TENANT }]);
    expect(await outcome(0, params)).toEqual({ tenantId: TENANT, name: 'North' });
  });

  it('lets the right in one tenant open no other', async () => {
    const tom = { email: 'tom@example.com', account: 'c', roles: [TENANT] };
    const open = (tenantId: string) =>
      execute(libraryPorts(silentLogger), openBranch, {
        context: context(tom),
        params: { tenantId, name: 'North' },
      });
    expect(await open(TENANT)).toEqual({ tenantId: TENANT, name: 'North' });
    await expect(open(BOOK)).rejects.toMatchObject({ code: 'MYC00019' });
  });

  it('takes null for a param that may be left out, as clients of some languages write it', async () => {
    const asked: unknown[] = [];
    const authorise = (_access: unknown, _caller: unknown, chosen?: ChosenTenant) => {
      asked.push(chosen);
      return undefined;
    };
    await attempt(countBranches, { tenantId: null }, { authorise });
    expect(asked).toEqual([undefined, { tenantId: undefined }]);
    await expect(attempt(openBranch, { tenantId: null, name: 'North' })).rejects.toMatchObject({
      problems: [{ path: 'tenantId' }],
    });
  });

  it('asks about a tenant that is left out, too', async () => {
    const asked: unknown[] = [];
    const authorise = (_access: unknown, _caller: unknown, chosen?: ChosenTenant) => {
      asked.push(chosen);
      return undefined;
    };
    await attempt(countBranches, {}, { authorise });
    expect(asked).toEqual([undefined, { tenantId: undefined }]);
  });

  it('T2 acts in one tenant: the header and the params may not name two', async () => {
    const open = (params: object) =>
      execute(libraryPorts(silentLogger), openBranch, {
        context: { ...(context(boss) as object), tenantId: TENANT } as never,
        params,
      });
    expect(await open({ tenantId: TENANT, name: 'North' })).toMatchObject({ tenantId: TENANT });
    await expect(open({ tenantId: BOOK, name: 'North' })).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: 'tenantId', message: 'differs from the tenant header' }],
    });
  });

  it('asks once where no tenant is concerned', async () => {
    let asked = 0;
    const authorise = () => {
      asked += 1;
      return undefined;
    };
    await attempt(getBook, { id: BOOK }, { authorise });
    expect(asked).toBe(1);
  });

  it('refuses fields that the operation does not take', async () => {
    await expect(attempt(getBook, { id: BOOK, isStaff: true })).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: 'isStaff' }],
    });
  });

  it('never lets an undeclared field out', async () => {
    expect(await attempt(getBook, { id: BOOK })).toEqual({ id: BOOK, title: 'Emma', copies: 2 });
  });

  it('calls an undeclared field a bug when strict', async () => {
    const refused = attempt(getBook, { id: BOOK }, { strict: true });
    await expect(refused).rejects.toThrow(OperationBug);
    await expect(refused).rejects.toThrow('secretNote is not a known field');
  });

  it('turns an unexpected error into a fault with an id, logged once with its cause', async () => {
    const { log, lines } = memoryLog();
    const fault = await attempt(failing, { how: 'throw' }, { log }).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(InternalFault);
    const { errorId, details, message } = fault as InternalFault;
    expect(`${message} ${details}`).not.toContain('SELECT');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', fields: { errorId, operation: 'service.bugs.trip' } });
    expect(String(lines[0]?.fields?.['cause'])).toContain('SELECT');
  });

  it('answers a result of the wrong form as a fault', async () => {
    const { log, lines } = memoryLog();
    await expect(attempt(failing, { how: 'result' }, { log })).rejects.toMatchObject({ kind: 'internal' });
    expect(String(lines[0]?.fields?.['cause'])).toContain('ok must be "yes"');
  });

  it('lets an undeclared error through but logs it, and calls it a bug when strict', async () => {
    const { log, lines } = memoryLog();
    await expect(attempt(failing, { how: 'undeclared' }, { log })).rejects.toMatchObject({
      code: 'MYC00022',
    });
    expect(lines).toMatchObject([{ level: 'error', fields: { code: 'MYC00022' } }]);
    await expect(attempt(failing, { how: 'undeclared' }, { strict: true })).rejects.toThrow(OperationBug);
  });

  it('lets an outage through undeclared, without a word in the log', async () => {
    const { log, lines } = memoryLog();
    await expect(attempt(failing, { how: 'unavailable' }, { log, strict: true })).rejects.toBeInstanceOf(
      AppError,
    );
    expect(lines).toEqual([]);
  });

  it('runs inside whatever is put around it', async () => {
    const names: string[] = [];
    const around = async (name: string, work: () => Promise<unknown>) => {
      names.push(name);
      return work();
    };
    await attempt(getBook, { id: BOOK }, { around });
    expect(names).toEqual(['beginners.books.get']);
  });
});
