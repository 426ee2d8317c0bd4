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
