import type { Member, OrgUnit } from "../core/people/member.ts";
import type { Organisation, OrganisationChanges } from "../core/people/organisation.ts";
import type { RosterChanges, RosterCounts } from "../core/people/roster-changes.ts";
import type { RosterEntry } from "../core/people/roster-row.ts";

/** What an audit entry tells about; past tense is not needed, it has happened when it is there. */
export const AUDIT_ACTIONS = [
  "organisation_add",
  "organisation_set",
  "roster_check",
  "roster_import",
  "role_change",
  "people_view",
  "round_open",
  "round_close",
  "reminder_launch",
  "reminder_steer",
  "reminder_schedule",
  "sending_stop",
  "progress_view",
  "codes_issue",
  "account_link",
  "account_unlink",
  "page_open",
  "page_refused",
  "export",
  "erasure",
  "retention",
  "team_view",
  "team_refused",
  "correction_request",
] as const;

/** @see AUDIT_ACTIONS */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Something somebody did with other people's data or with an organisation. */
export interface AuditNote {
  /** Epoch ms. */
  readonly at: number;
  /** Who: `operator:NAME`, `member:ID`, `person` for somebody linked to nobody, or `system` and `system:JOB`. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly organisation: string | null;
  /** On whom: the id of a member; null when it is nobody in particular. */
  readonly subject: string | null;
  /** Counts, fields and ids; never answers, codes or secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of the event in the chat it comes from: one of this id is kept once. */
  readonly eventId?: string | undefined;
}

/** An audit note as it was kept. */
export interface AuditEntry extends AuditNote {
  /** Grows with every entry. */
  readonly id: number;
}

/** What happened with other people's data. Entries are never changed. All methods throw UnavailableError. */
export interface AuditLog {
  /** Durable when it resolves. */
  append(note: AuditNote): Promise<void>;
  /** The latest first; those before the entry `before`, of one organisation or of all. */
  list(options: {
    readonly organisation?: string | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): Promise<readonly AuditEntry[]>;
}

/** Units and people of an organisation at one instant. */
export interface Roster {
  /** Grows with every change of the roster; 0 before the first. */
  readonly revision: number;
  readonly units: readonly OrgUnit[];
  readonly members: readonly Member[];
}

/** How a change set is applied. */
export interface RosterUpdate {
  readonly organisation: string;
  /** The revision the changes were found against. */
  readonly revision: number;
  readonly changes: RosterChanges;
  /** Whether people no longer listed lose their place; otherwise they stay as they are. */
  readonly deactivateMissing: boolean;
  readonly actor: string;
  /** Epoch ms. */
  readonly at: number;
  /** Goes into the audit entry of the import, beside the counts. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A roster that is compared and written part by part, so that its size does not matter. */
export interface RosterImport {
  readonly organisation: string;
  /** The revision the roster was checked against. */
  readonly revision: number;
  /** The units that are added or changed, as they will be. */
  readonly units: readonly OrgUnit[];
  /** What the check found; goes into the audit entry. When it turns out otherwise, nothing is changed. */
  readonly counts: RosterCounts;
  /** The good rows of people, any number at a time; read within the transaction and at most once. */
  readonly people: () => AsyncIterable<readonly RosterEntry[]>;
  /** Whether an active person keeps their place; undefined when everybody does. */
  readonly isListed: ((staffNumber: string) => boolean) | undefined;
  readonly actor: string;
  /** Epoch ms. */
  readonly at: number;
  /** Goes into the audit entry of the import, beside the counts. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Told how many people have been written, out of all; the writing waits for what it returns. */
export type RosterProgress = (done: number, all: number) => Promise<void> | void;

/** Organisations and their people. All methods throw UnavailableError. */
export interface Directory {
  /** Adds an organisation together with its audit note; false when there is one with this id. */
  addOrganisation(organisation: Organisation, actor: string): Promise<boolean>;
  /** Changes an organisation together with its audit note; undefined when there is none. */
  setOrganisation(
    id: string,
    changes: OrganisationChanges,
    actor: string,
    at: number,
  ): Promise<Organisation | undefined>;
  organisation(id: string): Promise<Organisation | undefined>;
  /** All of them, by id. */
  organisations(): Promise<readonly Organisation[]>;
  /** Units by id. */
  units(organisation: string): Promise<readonly OrgUnit[]>;
  /** People after a staff number, by staff number, active or not. */
  members(
    organisation: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly Member[]>;
  /** The people with these staff numbers, active or not, in any order; at most 1,000 are asked for. */
  membersWith(organisation: string, staffNumbers: readonly string[]): Promise<readonly Member[]>;
  /** How often the roster was changed; undefined when there is no such organisation. */
  rosterRevision(organisation: string): Promise<number | undefined>;
  /** Units and people to compare a roster with; undefined when there is no such organisation. */
  roster(organisation: string): Promise<Roster | undefined>;
  /**
   * Applies all changes and writes the audit entries, one for the import and one for everybody whose access
   * changes, or does nothing at all. False when the roster is no longer at `revision`.
   */
  applyRoster(update: RosterUpdate, onProgress?: RosterProgress): Promise<boolean>;
  /**
   * The same for a roster of any size, compared once more as it is written; progress counts everybody listed. Whatever
   * `people` throws is passed on, and nothing is changed.
   */
  importRoster(roster: RosterImport, onProgress?: RosterProgress): Promise<boolean>;
}
