import type { ListenerPorts } from '@mycelium/adapter-http';
import { loadConfig } from '@mycelium/config';
import { silentLogger } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { openListener } from './open-listener.ts';
import { StartError } from './start-error.ts';

/** The listener is not asked anything here, so it needs no more than somewhere to write. */
const ports = { accessLog: silentLogger, newRequestId: () => '' } as unknown as ListenerPorts;

async function opened(text: string) {
  const loaded = await loadConfig({ file: 'config.toml', text, env: () => undefined, uuidV3: () => '' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return () => openListener(loaded.config, ports);
}

it('says at the start what is wrong with a certificate, and where it stands', async () => {
  const open = await opened('[api.tls.define]\ntlsCert = "/etc/tls/cert.pem"\ntlsKey = "/etc/tls/key.pem"\n');
  expect(open).toThrow(StartError);
  expect(open).toThrow(/tlsCert holds no certificate.*\n.*\[api\.tls\.define\]/);
});

it('listens in cleartext when TLS is disabled', async () => {
  const listener = (await opened('[api]\ntls = "disabled"\n'))();
  expect('setSecureContext' in listener.server).toBe(false);
  await listener.close(0).catch(() => undefined);
});
