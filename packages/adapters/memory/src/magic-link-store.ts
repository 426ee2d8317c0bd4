import {
  type LinkCredential,
  MAX_CODE_ATTEMPTS,
  type MagicLink,
  type MagicLinkStore,
} from '@mycelium/accounts';
import { copied, type LinkRow, type Tables } from './tables.ts';

export function memoryMagicLinkStore({ links }: Tables): MagicLinkStore {
  const put = (row: LinkRow, change: Partial<LinkRow>): void =>
    void links.set(row.link.id, { ...row, ...change });
  const live = (now: Date, matches: (link: MagicLink) => boolean): LinkRow | undefined =>
    [...links.values()].find(row => row.state === 'live' && row.link.expiresAt > now && matches(row.link));

  const byCode = (
    { email, codeHash }: Extract<LinkCredential, { email: string }>,
    now: Date,
  ): LinkRow | undefined => {
    const row = live(now, link => link.email === email);
    if (!row || row.link.codeHash === codeHash) return row;
    const wrongCodes = row.wrongCodes + 1;
    put(row, { wrongCodes, ...(wrongCodes >= MAX_CODE_ATTEMPTS && { state: 'void' }) });
    return undefined;
  };

  return {
    issue: async (link, limit) => {
      const ofEmail = [...links.values()].filter(row => row.link.email === link.email);
      const recent = ofEmail.filter(row => row.link.createdAt > limit.since);
      if (recent.length >= limit.max) return 'throttled';
      for (const row of ofEmail) if (row.state === 'live') put(row, { state: 'void' });
      links.set(link.id, { link: copied(link), state: 'live', wrongCodes: 0 });
      return 'issued';
    },
    peek: async (tokenHash, now) => copied(live(now, link => link.tokenHash === tokenHash)?.link),
    consume: async (credential, now) => {
      const row =
        'tokenHash' in credential
          ? live(now, link => link.tokenHash === credential.tokenHash)
          : byCode(credential, now);
      if (!row) return undefined;
      put(row, { state: 'used' });
      return copied(row.link);
    },
  };
}
