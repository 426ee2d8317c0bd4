import type {
  Account,
  AuditEntry,
  AuditTrail,
  InstanceSettings,
  ProfileSource,
  Stores,
  StoresUnitOfWork,
  User,
} from '@mycelium/accounts';
import { type Logger, silentLogger, type Transactional } from '@mycelium/kernel';
import type { DomainEvent, EventOutbox, MailQueue, QueuedMail } from '@mycelium/notifications';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import { memoryAccountStore } from './account-store.ts';
import { createDatabase, type Database } from './database.ts';
import { memoryMagicLinkStore } from './magic-link-store.ts';
import { memoryMailOutbox, memoryMailQueue } from './mail-queue.ts';
import { memoryProfileSource } from './profile-source.ts';
import { copied, type Tables } from './tables.ts';
import { memoryUserStore } from './user-store.ts';

/** What was committed so far, as copies. For tests and for looking around. */
export interface CommittedRows {
  readonly users: readonly User[];
  readonly accounts: readonly Account[];
  readonly audit: readonly AuditEntry[];
  readonly events: readonly DomainEvent[];
  readonly settings: readonly string[];
  /** Mails that were neither delivered nor given up. */
  readonly mails: readonly QueuedMail[];
}

/** Puts rows that no operation of this package writes. */
export interface Seeds {
  addUser(user: User): Promise<void>;
  addAccount(account: Account): Promise<void>;
  addLicence(email: string, licence: LicensedResource): Promise<void>;
  addOwnership(email: string, ownership: TenantOwnership): Promise<void>;
}

export interface MemoryStores extends Seeds {
  readonly unitOfWork: StoresUnitOfWork;
  readonly profileSource: ProfileSource;
  readonly mailQueue: MailQueue;
  rows(): CommittedRows;
}

/** Every store in memory, for tests and for trying things out. Nothing outlives the process. */
export function memoryStores({ log = silentLogger }: { readonly log?: Logger } = {}): MemoryStores {
  const database = createDatabase();
  return {
    unitOfWork: memoryUnitOfWork(database, log),
    profileSource: memoryProfileSource(database),
    mailQueue: memoryMailQueue(database),
    ...memorySeeds(database),
    rows: () => rowsOf(database.committed()),
  };
}

type Effect = () => void | Promise<void>;

function memoryUnitOfWork(database: Database, log: Logger): StoresUnitOfWork {
  return {
    run: async work => {
      const effects: Effect[] = [];
      const result = await database.write(draft =>
        work({ ...storesOn(draft), afterCommit: effect => void effects.push(effect) } satisfies Stores &
          Transactional),
      );
      await runEffects(effects, log);
      return result;
    },
  };
}

/** The work is committed, so a failing effect is reported and does not turn the outcome into a failure. */
async function runEffects(effects: readonly Effect[], log: Logger): Promise<void> {
  for (const effect of effects) {
    try {
      await effect();
    } catch (error) {
      log.log('error', 'an effect after a commit failed', { error });
    }
  }
}

const storesOn = (tables: Tables): Stores => ({
  users: memoryUserStore(tables),
  accounts: memoryAccountStore(tables),
  magicLinks: memoryMagicLinkStore(tables),
  audit: memoryAuditTrail(tables),
  settings: memoryInstanceSettings(tables),
  mails: memoryMailOutbox(tables),
  events: memoryEventOutbox(tables),
});

const memoryAuditTrail = ({ audit }: Tables): AuditTrail => ({
  append: async entry => void audit.push(copied(entry)),
});

const memoryEventOutbox = ({ events }: Tables): EventOutbox => ({
  append: async event => void events.push(copied(event)),
});

const memoryInstanceSettings = ({ settings }: Tables): InstanceSettings => ({
  has: async key => settings.has(key),
  insert: async (key, value, by) => {
    if (settings.has(key)) return 'duplicate';
    settings.set(key, copied({ value, by }));
    return 'inserted';
  },
});

const memorySeeds = (database: Database): Seeds => ({
  addUser: user => database.write(({ users }) => void users.set(user.id, copied(user))),
  addAccount: account => database.write(({ accounts }) => void accounts.set(account.id, copied(account))),
  addLicence: (email, licence) =>
    database.write(({ licences }) => void licences.push(copied({ email, licence }))),
  addOwnership: (email, ownership) =>
    database.write(({ ownerships }) => void ownerships.push(copied({ email, ownership }))),
});

const rowsOf = (tables: Tables): CommittedRows =>
  copied({
    users: [...tables.users.values()],
    accounts: [...tables.accounts.values()],
    audit: tables.audit,
    events: tables.events,
    settings: [...tables.settings.keys()],
    mails: [...tables.mails.values()].filter(row => row.status === 'queued').map(row => row.queued),
  });
