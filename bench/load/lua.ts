import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script for wrk that asks for one path after the other. */
export function manyPathsScript(folder: string, paths: readonly string[]): string {
  const file = join(folder, 'paths.lua');
  // Far from each other in turn, so that neighbours do not share anything that a cache could keep.
  const list = paths.map(path => `  ${JSON.stringify(path)},`).join('\n');
  writeFileSync(
    file,
    `local paths = {\n${list}\n}
local requests = {}
local at = 0
function init()
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
function request()
  at = (at + 101) % #requests
  return requests[at + 1]
end
`,
  );
  return file;
}

/** A script for wrk that uploads bodies of one size. */
export function uploadScript(folder: string, bytes: number): string {
  const file = join(folder, `upload-${bytes}.lua`);
  writeFileSync(
    file,
    `wrk.method = "POST"
wrk.body = string.rep("u", ${bytes})
wrk.headers["Content-Type"] = "application/octet-stream"
`,
  );
  return file;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
}

/** A text of Lua. JSON has escapes that Lua does not know. */
const luaText = (text: string): string =>
  `"${text.replace(/[^ -~]|["\\]/gu, character =>
    [...Buffer.from(character)].map(byte => `\\${String(byte).padStart(3, '0')}`).join(''),
  )}"`;

/** A script for wrk that makes one call after the other. */
export function callsScript(folder: string, name: string, calls: readonly Call[]): string {
  const file = join(folder, `${name}.lua`);
  const list = calls.map(({ method, path, headers, body }) => {
    const fields = Object.entries(headers).map(([field, value]) => `[${luaText(field)}] = ${luaText(value)}`);
    const parts = [luaText(method), luaText(path), `{ ${fields.join(', ')} }`, luaText(JSON.stringify(body))];
    return `  { ${parts.join(', ')} },`;
  });
  writeFileSync(
    file,
    `local calls = {\n${list.join('\n')}\n}
local requests = {}
local at = 0
function init()
  for i, call in ipairs(calls) do requests[i] = wrk.format(call[1], call[2], call[3], call[4]) end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
`,
  );
  return file;
}
