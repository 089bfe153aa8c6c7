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
  /** Whether a LINE account is linked to them; not always, of those who have completed. */
  readonly isLinked: boolean;
}

/** Rounds of organisations and how their people stand. All methods throw UnavailableError. */
export interface Rounds {
  /** The organisation's open round, else the calendar year. */
  current(organisation: string, at: number): Promise<Round>;
  /** Those that are kept, the latest opening first. */
  list(organisation: string): Promise<readonly KeptRound[]>;
  /** Opens a round, with an audit entry; false when one is open already or the id is taken. */
  open(organisation: string, round: Round, actor: string, at: number): Promise<boolean>;
  /** Closes the open round, with an audit entry; undefined when none is open. */
  close(organisation: string, actor: string, at: number): Promise<Round | undefined>;
  /** Closes every round whose end has come and opens those planned for now; returns how many were closed. */
  closeDue(at: number): Promise<number>;
  /** Active people after a staff number and how they stand in a round, by staff number. */
  standings(
    organisation: string,
    round: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly MemberStanding[]>;
}
