import type { Audience } from "../core/people/audience.ts";
import type { Round } from "../core/people/round.ts";

/** A round as it is kept; calendar years are not kept. */
export interface KeptRound extends Round {
  readonly state: "planned" | "open" | "closed";
}

/** How somebody stands in a round, as HR may see it by name. */
export type MemberStatus =
  | "not_linked"
  | "not_started"
  | "in_progress"
  | "completed"
  | "declined"
  | "not_reachable";

/** A person of an organisation and how they stand. */
export interface MemberStanding {
  readonly staffNumber: string;
  readonly name: string;
  readonly unit: string;
  readonly unitName: string;
  readonly status: MemberStatus;
  /** Epoch ms: since when; null where that is not known, or would tell of what is private. */
  readonly since: number | null;
  /** Whether a LINE account is linked to them; not always, of those who have completed. */
  readonly isLinked: boolean;
}

/** Which people are asked for. */
export interface StandingsPage {
  /** A staff number; from the first on unless given. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** With everybody below; the whole organisation unless given. */
  readonly unit?: string | undefined;
  /** Only those who stand so; everybody unless given. */
  readonly status?: "not_linked" | undefined;
}

/** Rounds of organisations and how their people stand. All methods throw UnavailableError. */
export interface Rounds {
  /** The organisation's open round, else the calendar year. */
  current(organisation: string, at: number): Promise<Round>;
  /** Those that are kept, the latest opening first. */
  list(organisation: string): Promise<readonly KeptRound[]>;
  /**
   * Opens a round, or plans one that opens later, with an audit entry; false when one is open already or the id is
   * taken. Units of its audience are taken as they are.
   */
  open(organisation: string, round: Round, actor: string, at: number): Promise<boolean>;
  /** Closes the open round, with an audit entry; undefined when none is open. */
  close(organisation: string, actor: string, at: number): Promise<Round | undefined>;
  /** Closes every round whose end has come and opens those planned for now; returns how many were closed. */
  closeDue(at: number): Promise<number>;
  /** How many active people a round with an audience would be for; everybody without one. */
  countMeant(organisation: string, audience: Audience | undefined): Promise<number>;
  /** Active people a round is for, after a staff number, and how they stand in it, by staff number. */
  standings(organisation: string, round: string, page: StandingsPage): Promise<readonly MemberStanding[]>;
}
