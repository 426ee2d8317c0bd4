import type { AnyField } from '@mycelium/schema';
import { describe, expect, it } from 'vitest';
import { docsPage, openApiDocument, openRpcDocument, operationsMarkdown, rpcCurl } from './index.ts';
import { library } from './library.fixture.ts';

const info = { title: 'Library', version: '1.2.3', servers: [{ name: 'here', url: 'http://127.0.0.1' }] };

type Json = Readonly<Record<string, unknown>>;
const plain = (document: unknown) => JSON.parse(JSON.stringify(document)) as Json;
const at = (document: unknown, ...path: string[]): Json =>
  path.reduce<unknown>((inner, key) => (inner as Json)[key], document) as Json;

/** Every `$ref` into the document itself. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && String(inner).startsWith('#') ? [String(inner)] : references(inner),
  );
}

const resolves = (document: Json, reference: string): boolean =>
  at(document, ...reference.slice(2).split('/')) !== undefined;

describe('OpenAPI', () => {
  const document = plain(openApiDocument(library, info));
  const create = at(document, 'paths', '/_adm/managers/books', 'post');

  it('is a 3.1 document whose references all resolve', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Library', version: '1.2.3' } });
    expect(references(document).length).toBeGreaterThan(20);
    for (const reference of references(document)) expect(resolves(document, reference), reference).toBe(true);
  });

  it('has every operation with a route once, under a unique id', () => {
    const ids = Object.values(at(document, 'paths')).flatMap(item =>
      Object.values(item as Json).map(operation => (operation as Json)['operationId']),
    );
    expect(ids.sort()).toEqual(library.operations.map(({ name }) => name).sort());
  });

  it('declares every path variable as a required parameter', () => {
    for (const [path, item] of Object.entries(at(document, 'paths'))) {
      const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(item as Json)) {
        const parameters = ((operation as Json)['parameters'] ?? []) as Json[];
        const inPath = parameters.filter(parameter => parameter['in'] === 'path');
        expect(inPath.map(parameter => parameter['name'])).toEqual(variables);
        expect(inPath.every(parameter => parameter['required'] === true)).toBe(true);
      }
    }
  });

  it('describes body, result, security and errors of an operation', () => {
    expect(create).toMatchObject({
      security: [{ bearer: [] }, { connectionString: [] }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/CreateBookParams' } } },
      },
      responses: {
        '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/BookView' } } } },
      },
    });
    expect(Object.keys(at(create, 'responses'))).toEqual(['201', '400', '401', '403', '409', '500']);
    expect(JSON.stringify(at(create, 'responses', '401'))).toContain('["MYC00034","MYC00035","MYC00036"]');
  });

  it('leaves the path variables out of the body, and says what the tenant header does', () => {
    const rename = at(document, 'paths', '/_adm/managers/books/{id}', 'patch');
    const schema = at(rename, 'requestBody', 'content', 'application/json', 'schema');
    expect(Object.keys(at(schema, 'properties'))).toEqual(['title', 'note']);
    expect(schema['required']).toEqual(['title']);
    const list = at(document, 'paths', '/_adm/beginners/books', 'get');
    expect(list['security']).toEqual([]);
    expect(list['parameters']).toContainEqual(
      expect.objectContaining({ name: 'x-mycelium-tenant-id', in: 'header', required: false }),
    );
  });

  it('lets the tenant be named by the header where an operation requires it', () => {
    const header = expect.objectContaining({ name: 'x-mycelium-tenant-id', in: 'header', required: false });
    const branches = at(document, 'paths', '/_adm/tenant-manager/branches');
    const open = at(branches, 'post');
    expect(open['parameters']).toEqual([header]);
    const body = at(open, 'requestBody', 'content', 'application/json', 'schema');
    expect(Object.keys(at(body, 'properties'))).toEqual(['tenantId', 'name']);
    expect(body['required']).toEqual(['name']);
    expect(at(branches, 'get')['parameters']).toEqual([
      header,
      expect.objectContaining({ name: 'tenantId', in: 'query', required: false }),
    ]);
    expect(open['description']).toBe(
      'Needs, in the tenant, a staff or manager account or the role tenant-manager (roles with write permission).',
    );
  });

  it('shows a page as HTML and names the aliases', () => {
    const page = at(document, 'paths', '/_adm/beginners/welcome/{token}', 'get', 'responses', '200');
    expect(Object.keys(at(page, 'content'))).toEqual(['text/html']);
    const remove = at(document, 'paths', '/_adm/managers/books/{id}', 'delete');
    expect(remove['description']).toContain('Also answers at DELETE /_adm/managers/volumes.');
  });
});

describe('OpenRPC', () => {
  const document = plain(openRpcDocument(library, info));
  const methods = document['methods'] as unknown as Json[];
  const method = (name: string) => methods.find(one => one['name'] === name) as Json;

  it('has every operation except the pages, and the discovery itself', () => {
    const names = library.operations.filter(({ only }) => only !== 'rest').map(({ name }) => name);
    expect(methods.map(one => one['name'])).toEqual(['rpc.discover', ...names]);
    for (const reference of references(document)) expect(resolves(document, reference), reference).toBe(true);
  });

  it('has one content descriptor per param, by name', () => {
    expect(method('managers.books.create')).toMatchObject({
      paramStructure: 'by-name',
      tags: [{ name: 'managers' }, { name: 'books' }],
      params: [
        { name: 'id', required: true, schema: { type: 'string', format: 'uuid' } },
        { name: 'title', required: true, description: 'As printed on the cover.' },
        { name: 'copies', required: false, schema: { type: 'integer', default: 1 } },
      ],
      result: { name: 'result', schema: { $ref: '#/components/schemas/BookView' } },
    });
    expect(method('managers.books.remove')).toMatchObject({ result: { schema: { type: 'null' } } });
  });

  it('says that the params name the tenant, and what the header has to do with it', () => {
    expect(method('tenantManager.branches.open')).toMatchObject({
      params: [
        {
          name: 'tenantId',
          required: true,
          description: 'A request with the header x-mycelium-tenant-id must name the same tenant there.',
        },
        { name: 'name' },
      ],
    });
  });

  it('lists errors under unique numbers, with all codes inside', () => {
    for (const one of methods) {
      const numbers = ((one['errors'] ?? []) as Json[]).map(error => error['code']);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
    expect(method('managers.books.create')['errors']).toContainEqual(
      expect.objectContaining({ code: 409, data: { codes: ['MYC00014'] } }),
    );
  });
});

describe('the documentation page', () => {
  const page = docsPage(library);

  it('holds every operation with all of its params, errors and calls', () => {
    for (const { name, params } of library.operations) {
      const from = page.indexOf(`<article id="${name}"`);
      const article = page.slice(from, page.indexOf('</article>', from));
      expect(from, name).toBeGreaterThan(0);
      for (const param of Object.keys(params.fields)) expect(article).toContain(`<code>${param}</code>`);
      expect(article).toContain('MYC00099');
      expect(article).toContain('curl');
    }
  });

  it('needs nothing from anywhere else', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)|@import|url\(|<link/);
    expect(page).toContain('light-dark(');
  });

  it('shows text as text', () => {
    expect(page).toContain('&quot;&lt;all&gt;&quot; &amp; sundry');
    expect(page).not.toContain('<all>');
  });
});

describe('the Markdown reference', () => {
  const markdown = operationsMarkdown(library);

  it('starts with what is open to anybody', () => {
    const open = markdown.slice(markdown.indexOf('## Open'), markdown.indexOf('## All'));
    expect(open).toContain('beginners.books.list');
    expect(open).not.toContain('managers.books.create');
  });

  it('has a section with routes, params and errors for every operation, and stays the same', () => {
    for (const { name, routes } of library.operations) {
      expect(markdown).toContain(`\n## ${name}\n`);
      for (const route of routes) expect(markdown).toContain(`- \`${route}\``);
    }
    expect(markdown).toContain('| `copies` | a whole number | default 1 |  |');
    expect(operationsMarkdown(library)).toBe(markdown);
  });

  it('says who may call, and how else the tenant may be named', () => {
    expect(markdown).toContain('| admin or tenant-manager (write) | Open a branch');
    const section = markdown.slice(markdown.indexOf('\n## tenantManager.branches.open\n'));
    expect(section).toContain('Over REST the header x-mycelium-tenant-id may name the tenant instead');
    const other = markdown.slice(markdown.indexOf('\n## managers.books.create\n')).split('\n## ')[1];
    expect(other).not.toContain('x-mycelium-tenant-id');
  });

  it('quotes calls so that a shell runs them as they are', () => {
    const trip = library.byName('service.bugs.trip');
    const quoted = trip && { ...trip, example: { params: { how: "it's" }, result: { ok: 'yes' } } };
    expect(quoted && rpcCurl(quoted)).toContain(`"how":"it'\\''s"`);
  });
});

it('gives generators all they need of a field', () => {
  const copies: AnyField | undefined = library.byName('managers.books.create')?.params.fields['copies'];
  expect(copies).toMatchObject({ kind: 'integer', presence: 'defaulted', defaultJson: 1, nullable: false });
});
