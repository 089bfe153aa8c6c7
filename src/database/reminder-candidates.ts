import { type RawBuilder, sql } from "kysely";
import {
  type LeftOut,
  REMINDER_TEXTS,
  type ReminderCount,
  type ReminderRules,
  type ReminderText,
} from "../core/reminder/reminder.ts";
import { gapCutoff } from "../core/reminder/reminder-policy.ts";
import { WHOLE_ORGANISATION } from "../core/team/team-view.ts";
import type { ReminderTarget } from "../runner/reminders.ts";
import { below, inAudience } from "./in-audience.ts";
import type { Database } from "./schema.ts";

/** What is to be done about somebody: a text to send, or why there is none. */
export type CandidateVerdict = ReminderText | LeftOut;

/** Somebody a run might reach. */
export interface Candidate {
  /** Id of the member. */
  readonly member: string;
  /** LINE account; null when there is none. */
  readonly person_id: string | null;
  readonly verdict: CandidateVerdict;
}

/** How many there are of a verdict. */
export interface VerdictCount {
  readonly verdict: CandidateVerdict;
  readonly people: number;
}

/** The texts as SQL has them, e.g. for `verdict in …`. */
export const SENDABLE = sql`(${sql.join(REMINDER_TEXTS.map((text) => sql.lit(text)))})`;

/**
 * A SELECT of everybody of the round in the unit: `member`, `person_id` and `verdict`. It says in SQL what
 * `judgeReminder` says of one person; what people did last in the chat it does not know. Everything is joined by
 * whole tables of the organisation, which is what keeps it fast for millions of people.
 *
 * @param isRoundOpen see `isRoundOpen`
 * @see ../core/reminder/reminder-policy.ts
 */
export function candidates(
  target: ReminderTarget,
  rules: ReminderRules,
  at: number,
  isRoundOpen: boolean,
): RawBuilder<Candidate> {
  const { organisation, round, unit, noticeVersion } = target;
  const of: LookedAt = { organisation, round: round.id, unit };
  const verdict = isRoundOpen
    ? verdictOf({
        round: round.id,
        noticeVersion,
        mostPerRound: rules.mostPerRound,
        at,
        cutoff: gapCutoff(at, rules),
      })
    : sql.lit("round_closed");
  return sql<Candidate>`
    select member.id as member, link.person_id, ${verdict} as verdict
    from member
      left join account_link as link on link.member = member.id
      left join person on person.person_id = link.person_id
      left join response on response.organisation = ${organisation} and response.round = ${round.id}
        and response.member = member.id
      left join (${underWay(of)}) as under_way on under_way.person_id = link.person_id
      left join (${sentSoFar(of)}) as ledger on ledger.member = member.id
      left join (${refusals(of)}) as refusal on refusal.member = member.id and refusal.person_id = link.person_id
    where member.organisation = ${organisation} and member.active = 1
      and ${inAudience(organisation, round.audience)} and ${below(organisation, unit)}`;
}

interface VerdictOf {
  readonly round: string;
  readonly noticeVersion: string;
  readonly mostPerRound: number;
  readonly at: number;
  /** Whoever got one then or later got it too recently. */
  readonly cutoff: number;
}

/** The order is LEFT_OUT's. */
function verdictOf({ round, noticeVersion, mostPerRound, at, cutoff }: VerdictOf): RawBuilder<unknown> {
  return sql`case
      when response.member is not null then 'completed'
      when link.person_id is null then 'not_linked'
      when link.declined_at is not null then 'declined'
      when person.notice_version is null or person.notice_version <> ${noticeVersion} then 'no_notice'
      when person.reachable = 0 then 'blocked'
      when refusal.person_id is not null then 'undeliverable'
      when person.reminders_stopped_for in ('always', ${round}) then 'opted_out'
      when person.reminders_snoozed_until > ${at} then 'snoozed'
      when coalesce(ledger.sent, 0) >= ${mostPerRound} then 'enough'
      when ledger.open > 0 or ledger.latest >= ${cutoff} then 'too_soon'
      when under_way.person_id is not null then 'in_progress'
      when coalesce(ledger.sent, 0) = 0 then 'greeting'
      else 'not_started' end`;
}

/** Whose messages and assessments are looked at. */
interface LookedAt {
  readonly organisation: string;
  readonly round: string;
  readonly unit: string;
}

/** In a unit only its people are looked up: it may be a small one of an organisation of millions. */
function isInUnit({ organisation, unit }: LookedAt, id: RawBuilder<unknown>): RawBuilder<unknown> {
  if (unit === WHOLE_ORGANISATION) return sql`true`;
  return sql`${id} in (select member.id from member
    where member.organisation = ${organisation} and member.active = 1 and ${below(organisation, unit)})`;
}

/** Accounts of the organisation with a full assessment begun, each once. */
function underWay(of: LookedAt): RawBuilder<unknown> {
  return sql`select distinct begun.person_id from assessment as begun
    join account_link on account_link.person_id = begun.person_id and account_link.organisation = ${of.organisation}
    where begun.kind = 'full' and begun.status = 'in_progress' and ${isInUnit(of, sql`account_link.member`)}`;
}

/** What each member got in the round so far, and what is on its way. */
function sentSoFar(of: LookedAt): RawBuilder<unknown> {
  return sql`select member,
      sum(case when state in ('sent', 'unknown') then 1 else 0 end) as sent,
      max(case when state in ('sent', 'unknown') then coalesce(settled_at, first_attempt_at) end) as latest,
      sum(case when state in ('due', 'sending') then 1 else 0 end) as open
    from reminder where ${isOfRound(of)} group by member`;
}

/** Accounts LINE refused a message of the round to. */
function refusals(of: LookedAt): RawBuilder<unknown> {
  return sql`select distinct member, person_id from reminder where ${isOfRound(of)} and state = 'refused'`;
}

function isOfRound(of: LookedAt): RawBuilder<unknown> {
  return sql`organisation = ${of.organisation} and round = ${of.round} and kind = 'reminder'
    and ${isInUnit(of, sql`reminder.member`)}`;
}

/** Whether a round is under way: by its row where it has one, a calendar year by its days. */
export async function isRoundOpen(
  db: Database,
  { organisation, round }: Pick<ReminderTarget, "organisation" | "round">,
  at: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("round")
    .select(["state", "opens_at", "closes_at"])
    .where("organisation", "=", organisation)
    .where("id", "=", round.id)
    .executeTakeFirst();
  const isClosed = row?.state === "closed";
  const { opens_at: opensAt, closes_at: closesAt } = row ?? {
    opens_at: round.opensAt,
    closes_at: round.closesAt,
  };
  return !isClosed && opensAt <= at && (closesAt === null || closesAt > at);
}

/** How many people there are of each verdict. */
export async function countVerdicts(
  db: Database,
  target: ReminderTarget,
  rules: ReminderRules,
  at: number,
): Promise<readonly VerdictCount[]> {
  const people = candidates(target, rules, at, await isRoundOpen(db, target, at));
  const { rows } = await sql<VerdictCount>`
    select verdict, count(*) as people from (${people}) as candidate group by verdict`.execute(db);
  return rows;
}

/** The same by what it means for them. */
export function countOf(verdicts: readonly VerdictCount[]): ReminderCount {
  const send = { greeting: 0, not_started: 0, in_progress: 0 };
  const leftOut: Partial<Record<LeftOut, number>> = {};
  let all = 0;
  for (const { verdict, people } of verdicts) {
    all += people;
    if (isText(verdict)) send[verdict] = people;
    else leftOut[verdict] = people;
  }
  return { people: all, send, leftOut };
}

function isText(verdict: CandidateVerdict): verdict is ReminderText {
  return (REMINDER_TEXTS as readonly string[]).includes(verdict);
}
