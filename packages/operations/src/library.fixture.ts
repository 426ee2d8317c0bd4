import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppError, type LogFields, type Logger, refuse } from '@mycelium/kernel';
import {
  described,
  email,
  integer,
  list,
  nullable,
  oneOf,
  optional,
  pageFields,
  pageOf,
  shape,
  text,
  uuid,
  withDefault,
} from '@mycelium/schema';
import express from 'express';
import {
  type Access,
  type ChosenTenant,
  type CredentialCarrier,
  html,
  isPrivileged,
  isTenantAccess,
  nothing,
  operationFor,
  type RpcDoorPorts,
  registry,
  restDoor,
  rpcDoor,
} from './index.ts';

/** A small library of books, enough to try every kind of operation. */
export interface Reader {
  readonly email: string;
  readonly account?: string;
  readonly roles: readonly string[];
}

interface Book {
  readonly id: string;
  readonly title: string;
  readonly copies: number;
  readonly secretNote: string;
}

export interface Shelf {
  readonly books: Map<string, Book>;
}

const operation = operationFor<Reader>();

const BookView = shape('BookView', {
  id: described(uuid(), 'Given out by the library.'),
  title: text({ min: 1, max: 80 }),
  copies: integer({ min: 0 }),
});

/** Where Tom is tenant manager. */
export const TENANT = '018f5b8a-0000-7000-8000-00000000007e';

export const BOOK = '018f5b8a-0000-7000-8000-00000000000a';

const bookOf = ({ books }: Shelf, id: string): Book => {
  const book = books.get(id);
  if (book === undefined) throw refuse('ACCOUNT_NOT_FOUND', { message: 'No such book.' });
  return book;
};

export const createBook = operation({
  name: 'managers.books.create',
  route: 'POST /_adm/managers/books',
  status: 201,
  access: 'managers',
  summary: 'Put a book on the shelf.',
  params: shape('CreateBookParams', {
    id: uuid(),
    title: described(text({ min: 1, max: 80 }), 'As printed on the cover.'),
    copies: withDefault(integer({ min: 0, max: 99 }), 1),
  }),
  result: BookView,
  errors: ['TENANT_NAME_TAKEN'],
  example: {
    params: { id: BOOK, title: 'Emma', copies: 2 },
    result: { id: BOOK, title: 'Emma', copies: 2 },
  },
  async run({ books }: Pick<Shelf, 'books'>, { caller }, { id, title, copies }) {
    if (books.has(id)) throw refuse('TENANT_NAME_TAKEN', { message: 'This book is there already.' });
    const book = { id, title, copies, secretNote: `bought by ${caller.email}` };
    books.set(id, book);
    return book;
  },
});

export const getBook = operation({
  name: 'beginners.books.get',
  route: 'GET /_adm/beginners/books/{id}',
  access: 'account',
  summary: 'Look at one book.',
  params: shape('GetBookParams', { id: uuid() }),
  result: BookView,
  errors: ['ACCOUNT_NOT_FOUND'],
  async run(shelf: Shelf, _, { id }) {
    return bookOf(shelf, id);
  },
});

export const listBooks = operation({
  name: 'beginners.books.list',
  route: 'GET /_adm/beginners/books',
  access: 'public',
  summary: 'List the books, "<all>" & sundry.',
  params: shape('ListBooksParams', {
    ...pageFields,
    titles: optional(list(text(), { max: 3 })),
    kind: optional(oneOf('novel', 'poem')),
    tenantId: optional(uuid()),
  }),
  result: pageOf(BookView),
  errors: [],
  async run({ books }: Shelf, { tenantId }, { pageSize, skip, titles, tenantId: wanted }) {
    const all = [...books.values()].filter(({ title }) => titles === undefined || titles.includes(title));
    if (wanted !== undefined && tenantId !== undefined)
      books.set(`tenant ${wanted}`, bookOf({ books }, BOOK));
    return { count: all.length, skip, size: pageSize, records: all.slice(skip, skip + pageSize) };
  },
});

export const renameBook = operation({
  name: 'managers.books.rename',
  route: 'PATCH /_adm/managers/books/{id}',
  access: 'managers',
  summary: 'Give a book another title.',
  params: shape('RenameBookParams', {
    id: uuid(),
    title: text({ min: 1 }),
    note: optional(nullable(text())),
  }),
  result: BookView,
  errors: ['ACCOUNT_NOT_FOUND'],
  async run(shelf: Shelf, _, { id, title }) {
    const renamed = { ...bookOf(shelf, id), title };
    shelf.books.set(id, renamed);
    return renamed;
  },
});

export const removeBook = operation({
  name: 'managers.books.remove',
  route: 'DELETE /_adm/managers/books/{id}',
  aliases: ['DELETE /_adm/managers/volumes'],
  access: 'managers',
  summary: 'Take a book off the shelf.',
  params: shape('RemoveBookParams', { id: uuid(), reason: optional(text({ max: 20 })) }),
  result: nothing(),
  errors: ['ACCOUNT_NOT_FOUND'],
  async run(shelf: Shelf, _, { id }) {
    bookOf(shelf, id);
    shelf.books.delete(id);
  },
});

export const registerReader = operation({
  name: 'beginners.readers.register',
  route: 'POST /_adm/beginners/readers',
  access: 'bearer',
  summary: 'Become a reader.',
  params: shape('RegisterReaderParams', { name: text({ min: 1, max: 20, trim: true }) }),
  result: shape('ReaderView', { email: email(), name: text() }),
  errors: [],
  async run(_: unknown, { caller }, { name }) {
    return { email: caller.email, name };
  },
});

export const welcomePage = operation({
  name: 'beginners.pages.welcome',
  route: 'GET /_adm/beginners/welcome/{token}',
  access: 'public',
  summary: 'Show the welcome page.',
  params: shape('WelcomeParams', { token: text({ max: 200 }) }),
  result: html(),
  errors: [],
  only: 'rest',
  async run(_: unknown, __, { token }) {
    return { html: `<p>${token.length}</p>`, ...(token === 'old' && { status: 404 }) };
  },
});

export const failing = operation({
  name: 'service.bugs.trip',
  route: 'POST /_adm/service/trip',
  access: 'public',
  summary: 'Go wrong in one of several ways.',
  params: shape('TripParams', { how: oneOf('throw', 'undeclared', 'result', 'unavailable', 'busy') }),
  result: shape('TripView', { ok: oneOf('yes') }),
  errors: [],
  async run(_: unknown, __, { how }): Promise<{ ok: 'yes' }> {
    switch (how) {
      case 'throw':
        throw new Error('SELECT password FROM users at /srv/secret.ts');
      case 'undeclared':
        throw refuse('TOTP_DISABLED');
      case 'unavailable':
        throw refuse('DATABASE_UNAVAILABLE', { retryAfter: 1.2, cause: new Error('10.0.0.7:5432') });
      case 'busy':
        throw refuse('TOO_MANY_REQUESTS', { retryAfter: 30 });
      case 'result':
        return { ok: 'no' as 'yes' };
    }
  },
});

const WITHIN = { tenant: ['admin', 'tenant-manager'], permission: 'write' } as const;

export const openBranch = operation({
  name: 'tenantManager.branches.open',
  route: 'POST /_adm/tenant-manager/branches',
  status: 201,
  access: WITHIN,
  summary: 'Open a branch of the library in a tenant.',
  params: shape('OpenBranchParams', { tenantId: uuid(), name: text({ min: 1 }) }),
  result: shape('BranchView', { tenantId: uuid(), name: text() }),
  errors: [],
  async run(_: unknown, __, { tenantId, name }) {
    return { tenantId, name };
  },
});

export const countBranches = operation({
  name: 'tenantManager.branches.count',
  route: 'GET /_adm/tenant-manager/branches',
  access: { ...WITHIN, permission: 'read', withoutTenant: 'admin' },
  summary: 'Count the branches of a tenant, or all of them.',
  params: shape('CountBranchesParams', { tenantId: optional(uuid()) }),
  result: shape('BranchCount', { count: integer() }),
  errors: [],
  async run(_: unknown, __, { tenantId }) {
    return { count: tenantId === undefined ? 2 : 1 };
  },
});

export const library = registry([
  createBook,
  getBook,
  listBooks,
  renameBook,
  removeBook,
  registerReader,
  welcomePage,
  failing,
  openBranch,
  countBranches,
]);

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export function memoryLog(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log: Logger = {
    enabled: () => true,
    log: (level, message, fields) => {
      lines.push({ level, message, fields });
    },
    child: () => log,
  };
  return { log, lines };
}

const READERS: Readonly<Record<string, Reader>> = {
  'Bearer boss': { email: 'boss@example.com', account: 'a', roles: ['managers'] },
  'Bearer ada': { email: 'ada@example.com', account: 'b', roles: [] },
  'Bearer tom': { email: 'tom@example.com', account: 'c', roles: [TENANT] },
  'Bearer new': { email: 'new@example.com', roles: [] },
};

export async function identify({ headers }: CredentialCarrier): Promise<Reader | undefined> {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  if (authorization === 'Bearer outage') throw refuse('IDENTITY_UNAVAILABLE', { retryAfter: 5 });
  const reader = READERS[authorization];
  if (reader === undefined) throw refuse('TOKEN_INVALID');
  return reader;
}

/** In the library a tenant manager has the tenant's id among the roles. */
const mayInTenant = ({ roles }: Reader, chosen: ChosenTenant | undefined): boolean =>
  chosen === undefined
    ? roles.length > 0
    : roles.some(role => role === 'managers' || role === chosen.tenantId);

export function authorise(
  access: Access,
  caller: Reader | undefined,
  chosen?: ChosenTenant,
): AppError | undefined {
  if (access === 'public') return undefined;
  if (caller === undefined) return refuse('NOT_AUTHENTICATED');
  if (access === 'bearer') return undefined;
  if (caller.account === undefined) return refuse('ACCOUNT_MISSING');
  if (isTenantAccess(access) && mayInTenant(caller, chosen)) return undefined;
  if (access === 'account' || caller.roles.includes(access as string)) return undefined;
  return refuse(isPrivileged(access) ? 'INSUFFICIENT_PRIVILEGES' : 'ACTION_NOT_AUTHORISED');
}

let counter = 0;

export function libraryPorts(log: Logger): RpcDoorPorts<Shelf, Reader> {
  const book = { id: BOOK, title: 'Emma', copies: 2, secretNote: 'never shown' };
  return {
    ports: { books: new Map([[BOOK, book]]) },
    identify,
    authorise,
    log,
    ids: {
      uuid: () => {
        counter += 1;
        return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`;
      },
    },
    info: {
      title: 'Library',
      version: '1.0.0',
      servers: [{ name: 'here', url: 'http://127.0.0.1/_adm/rpc' }],
    },
  };
}

export interface Running {
  readonly url: string;
  readonly shelf: Shelf;
  readonly lines: readonly LogLine[];
  stop(): Promise<void>;
}

/** Both doors in an Express application without any body parser, on a free port. */
export async function startLibrary(): Promise<Running> {
  const { log, lines } = memoryLog();
  const ports = libraryPorts(log);
  const app = express();
  rpcDoor(library, ports).mount(app);
  restDoor(library, ports).mount(app);
  app.use((_request, response) => {
    response.status(418).end('not the library');
  });
  const server: Server = createServer(app);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    shelf: ports.ports,
    lines,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
