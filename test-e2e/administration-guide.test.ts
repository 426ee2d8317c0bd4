import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { service } from './harness/configuration.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';

const GUIDE = new URL('../docs/guides/administration.md', import.meta.url);

/** Everything that the guide asks a person to type, as one program. */
const script = (): string =>
  [...readFileSync(GUIDE, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');

let downstream: Downstream;
let gateway: Gateway;
beforeAll(async () => {
  downstream = await startDownstream();
  gateway = await startGateway({
    config: `
[sqlite]
path = ".mycelium/mycelium.db"

[core.accountLifeCycle]
domainUrl = "http://127.0.0.1:{port}"

[auth]
internal = "enabled"

[api]
serviceIp = "127.0.0.1"
servicePort = {port}

[api.logging]
level = "warn"

[api.services]
${service('example', downstream.host, [
  {
    group: '{ protectedByRoles = [{ slug = "editor", permission = "write" }] }',
    path: '/editors*',
    methods: '["WRITE"]',
  },
])}`,
  });
});
afterAll(async () => {
  await gateway?.stop();
  await downstream?.stop();
});

it('the guide works as it stands', async () => {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script()], {
    cwd: gateway.cwd,
    env: { ...process.env, MYCELIUM: gateway.url, NODE_OPTIONS: '' },
    timeout: 120_000,
  });
  expect(stdout.trim().split('\n')).toEqual([
    '201 manager invited',
    expect.stringMatching(/^\["tenant-manager","[0-9a-f-]{36}","write"\]$/),
    '201 inviter invited',
    expect.stringMatching(/^\["subscriptions-manager",/),
    '403 before',
    '201 invited',
    '403 pending',
    expect.stringMatching(/^\["editor",/),
    '200 accepted',
    '204 revoked',
    '403 after',
    expect.stringMatching(/ revoke_guest$/),
    expect.stringMatching(/ accept_invitation$/),
    expect.stringMatching(/ invite_guest$/),
    expect.stringMatching(/ create_subscription_account$/),
    '1',
  ]);
  expect(downstream.requests).toHaveLength(1);
});
