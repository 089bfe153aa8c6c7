import type { Storage } from "./config.ts";
import type { Content } from "./core/content.ts";
import type { AuditLog, Directory } from "./runner/directory.ts";
import type { Linking } from "./runner/linking.ts";
import type { OneTimeLinks } from "./runner/one-time-links.ts";
import type { PersonExport } from "./runner/person-export.ts";
import type {
  Clock,
  HealthCheck,
  Inbox,
  JobRunner,
  Log,
  Records,
  RecurringJob,
  SessionStore,
} from "./runner/ports.ts";
import type { RateLimiter } from "./runner/push-sender.ts";
import type { ReminderLedger, ReminderRuns, ReminderSchedules, SendingSwitch } from "./runner/reminders.ts";
import type { Retention, RetentionPeriods } from "./runner/retention-job.ts";
import type { Rounds } from "./runner/rounds.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";

/** Runs of reminders and what they are sent from. */
export interface ReminderStores {
  readonly runs: ReminderRuns;
  readonly ledger: ReminderLedger;
  readonly sending: SendingSwitch;
  readonly schedules: ReminderSchedules;
}

/** Everything state is kept in. */
export interface OpenStorage {
  /** One line for the start message. */
  readonly description: string;
  readonly sessions: SessionStore;
  readonly inbox: Inbox;
  readonly records: Records;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly linking: Linking;
  readonly rounds: Rounds;
  readonly oneTimeLinks: OneTimeLinks;
  readonly reminders: ReminderStores;
  /** Keeps every process that uses this storage to one rate of pushes. */
  createRateLimiter(perSecond: number): RateLimiter;
  /** What is published of teams, in the catalogue of this content. */
  createTeamSnapshots(content: Content): TeamSnapshots;
  /** Everything the records hold about the person of a LINE account. Throws UnavailableError. */
  readonly exportPerson: (personId: string) => Promise<PersonExport>;
  createRetention(periods: RetentionPeriods): Retention;
  /** Made only where jobs are run: it holds connections of its own. */
  createJobRunner(): JobRunner;
  readonly health: readonly HealthCheck[];
  /** Timed work the storage itself needs. */
  readonly upkeep: readonly RecurringJob[];
  /** Brings the database to the present shape. Throws UnavailableError. */
  prepare(): Promise<void>;
  /** What the operator should know about how safe the storage is. Throws UnavailableError. */
  warnings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What opening storage needs beside the settings. */
export interface StorageOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly redisKeyPrefix: string;
  /** False for a command beside the running server: then the folder is not locked. */
  readonly exclusive: boolean;
}

/**
 * Opens what the settings name; only its own libraries are loaded. Throws DataFolderInUseError when another
 * server uses the folder.
 */
export async function openStorage(storage: Storage, options: StorageOptions): Promise<OpenStorage> {
  if (storage.mode === "embedded") {
    const { openEmbedded } = await import("./open-embedded.ts");
    return openEmbedded(storage.dataDir, options);
  }
  const { openServers } = await import("./open-servers.ts");
  return openServers(storage, options);
}
