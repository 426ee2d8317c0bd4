import type { Mail } from '@mycelium/notifications';

export interface Mailbox {
  /** Mails waiting to be sent, oldest first. */
  all(): readonly Mail[];
  to(address: string): readonly Mail[];
  /** The web addresses in the text of the newest mail to somebody. Throws when there is none. */
  newestLinks(address: string): readonly string[];
}

export function mailbox(queued: () => readonly Mail[]): Mailbox {
  const to = (address: string): readonly Mail[] => queued().filter(mail => mail.to === address);
  return {
    all: queued,
    to,
    newestLinks: address => {
      const newest = to(address).at(-1);
      if (!newest) throw new Error(`no mail to ${address} is queued`);
      return newest.text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
    },
  };
}
