import { InvalidArgumentError, Option } from "commander";
import type { Organisation } from "../core/people/organisation.ts";
import { reachDatabase } from "../database/database-errors.ts";
import { findProgress } from "../database/find-progress.ts";
import { requireMigrated } from "../database/require-migrated.ts";
import { SqlAuditLog } from "../database/sql-audit-log.ts";
import { SqlDirectory } from "../database/sql-directory.ts";
import { SqlLinking } from "../database/sql-linking.ts";
import { SqlReminderSchedules } from "../database/sql-reminder-schedules.ts";
import { SqlRounds } from "../database/sql-rounds.ts";
import type { AuditLog, Directory } from "../runner/directory.ts";
import type { Linking } from "../runner/linking.ts";
import type { ReminderRuns, ReminderSchedules } from "../runner/reminders.ts";
import type { Rounds } from "../runner/rounds.ts";
import { withDatabase } from "./storage-command.ts";

const LONGEST_NAME = 100;
const LONGEST_TEXT = 200;

/** What a command about people works on. */
export interface OpenDirectory {
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly linking: Linking;
  readonly rounds: Rounds;
  readonly schedules: ReminderSchedules;
  /** How the organisation's round gets on; undefined when there is no such unit. Throws UnavailableError. */
  readonly progress: ReminderRuns["progress"];
}

/** Runs a command on organisations and people, beside a server that may be running. */
export function withDirectory(work: (open: OpenDirectory) => Promise<void>): Promise<void> {
  return withDatabase({ create: false }, async (database) => {
    await requireMigrated(database);
    await work({
      directory: new SqlDirectory(database),
      audit: new SqlAuditLog(database),
      linking: new SqlLinking(database),
      rounds: new SqlRounds(database),
      schedules: new SqlReminderSchedules(database),
      progress: (...asked) => reachDatabase(() => findProgress(database, ...asked)),
    });
  });
}

/** The organisation the operator named is not there. The message is for the operator. */
export class NoOrganisationError extends Error {
  readonly code = "NO_ORGANISATION";

  constructor(id: string) {
    super(`There is no organisation "${id}". See them with: organisation list`);
    this.name = "NoOrganisationError";
  }
}

/** What the operator asked for cannot be done. The message is for the operator. */
export class RefusedError extends Error {
  readonly code = "REFUSED";

  constructor(message: string) {
    super(message);
    this.name = "RefusedError";
  }
}

/** The organisation of this id. @throws NoOrganisationError when there is none */
export async function requireOrganisation({ directory }: OpenDirectory, id: string): Promise<Organisation> {
  const found = await directory.organisation(id);
  if (found === undefined) throw new NoOrganisationError(id);
  return found;
}

/** `--organisation ID`: whose people it is about. */
export function organisationOption(): Option {
  return new Option("--organisation <id>", "as shown by: organisation list").makeOptionMandatory();
}

/** `--by NAME`: who answers for what is done; becomes `operator:NAME` in the audit log. */
export function byOption(): Option {
  return new Option("--by <name>", "who does this; kept in the audit log")
    .argParser(actorOf)
    .makeOptionMandatory();
}

function actorOf(name: string): string {
  const tidied = name.trim();
  if (tidied === "" || tidied.length > LONGEST_NAME || /\p{Cc}/u.test(tidied))
    throw new InvalidArgumentError(`Use a name of 1 to ${LONGEST_NAME} characters.`);
  return `operator:${tidied}`;
}

/** A reader of names and the like, for options. */
export function readText(value: string): string {
  const text = value.trim();
  if (text !== "" && text.length <= LONGEST_TEXT && !/\p{Cc}/u.test(text)) return text;
  throw new InvalidArgumentError(`Use a text of 1 to ${LONGEST_TEXT} characters.`);
}

/** A reader of whole numbers in a range, for options. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/u.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Use a number from ${least} to ${most}.`);
  };
}
