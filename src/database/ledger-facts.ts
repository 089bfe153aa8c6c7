import { sql } from "kysely";
import type { Language } from "../core/language.ts";
import { calendarYear, type Round, yearOf } from "../core/people/round.ts";
import type { ClaimedReminder } from "../runner/reminders.ts";
import { unitTagOf } from "../runner/unit-tag.ts";
import { inAudience } from "./in-audience.ts";
import type { ClaimedRow } from "./ledger-claim.ts";
import { IS_OPEN, valuesTable } from "./ledger-values.ts";
import { reportFacts } from "./report-facts.ts";
import { roundOf } from "./round-rows.ts";
import type { StoredAnswers } from "./save-assessment.ts";
import type { Database } from "./schema.ts";

/** The version of the notice that has to be accepted in an organisation. */
export type PresentNotice = (organisation: string) => string;

/** What the records know at an instant of the people claimed messages are for. */
export async function withFacts(
  db: Database,
  claimed: readonly ClaimedRow[],
  at: number,
  notice?: PresentNotice,
): Promise<readonly ClaimedReminder[]> {
  if (claimed.length === 0) return [];
  const people = new Map((await peopleOf(db, claimed)).map((row) => [keyOf(row), row]));
  const names = await organisationNames(db, claimed);
  const rounds = await roundsOf(db, claimed, at);
  const reports = await reportFacts(db, claimed, notice);
  return claimed.flatMap((row) => {
    const person = people.get(keyOf(row));
    const organisationName = names.get(row.organisation);
    const known = rounds.get(roundKey(row));
    if (person === undefined || organisationName === undefined || known === undefined) return [];
    return [
      {
        ...reminderOf(row, person),
        organisationName,
        round: known.round,
        facts: row.kind === "report" ? (reports.get(row.run) ?? null) : factsOf(row, person, known, notice),
      },
    ];
  });
}

interface PersonRow {
  readonly run: string;
  readonly member: string;
  readonly run_notice: string | null;
  readonly reporter: string | null;
  readonly active: number | null;
  readonly linked: string | null;
  readonly declined_at: number | null;
  readonly language: Language | null;
  readonly plain_text: number | null;
  readonly reachable: number | null;
  readonly notice_version: string | null;
  readonly stopped_for: string | null;
  readonly snoozed_until: number | null;
  readonly changed_at: number | null;
  readonly assessment: string | null;
  readonly answers: string | null;
  readonly completed: number;
  readonly sent: number;
  readonly last_sent_at: number | null;
  readonly on_its_way: number;
  readonly refused: number;
}

const COLUMNS = {
  organisation: "text",
  round: "text",
  member: "text",
  step: "text",
  run: "text",
  person_id: "text",
} as const;

/** One row each, everything looked up by key. */
async function peopleOf(db: Database, claimed: readonly ClaimedRow[]): Promise<readonly PersonRow[]> {
  const keys = claimed.map(({ organisation, round, member, step, run, person_id }) => ({
    organisation,
    round,
    member,
    step,
    run,
    person_id,
  }));
  const others = sql`reminder where reminder.organisation = given.organisation and reminder.round = given.round
    and reminder.member = given.member and reminder.step <> given.step and reminder.kind = 'reminder'`;
  const sent = sql`${others} and reminder.state in ('sent', 'unknown')`;
  const { rows } = await sql<PersonRow>`
    select given.run, given.member, run.notice_version as run_notice, run.reporter, member.active,
      link.person_id as linked, link.declined_at, person.language, person.plain_text, person.reachable,
      person.notice_version, person.reminders_stopped_for as stopped_for,
      person.reminders_snoozed_until as snoozed_until, person.reminders_changed_at as changed_at,
      assessment.id as assessment, assessment.answers,
      case when exists (select 1 from response where response.organisation = given.organisation
        and response.round = given.round and response.member = given.member) then 1 else 0 end as completed,
      (select count(*) from ${sent}) as sent,
      (select max(coalesce(settled_at, first_attempt_at)) from ${sent}) as last_sent_at,
      case when exists (select 1 from ${others} and ${IS_OPEN}) then 1 else 0 end as on_its_way,
      case when exists (select 1 from ${others} and reminder.state = 'refused'
        and reminder.person_id = given.person_id) then 1 else 0 end as refused
    from ${valuesTable(db, "given", COLUMNS, keys)}
    left join reminder_run as run on run.id = given.run
    left join member on member.id = given.member and member.organisation = given.organisation
    left join account_link as link on link.member = given.member and link.person_id = given.person_id
      and link.organisation = given.organisation
    left join person on person.person_id = given.person_id
    left join assessment on assessment.id = (select begun.id from assessment as begun
      where begun.person_id = given.person_id and begun.kind = 'full' and begun.status = 'in_progress'
      order by begun.started_at desc, begun.id desc limit 1)`.execute(db);
  return rows;
}

function reminderOf(
  row: ClaimedRow,
  person: PersonRow,
): Omit<ClaimedReminder, "organisationName" | "round" | "facts"> {
  const { retry_key: retryKey, text, body } = row;
  return {
    run: row.run,
    organisation: row.organisation,
    member: row.member,
    step: row.step,
    personId: row.person_id,
    kind: row.kind,
    isReporter: row.person_id === person.reporter,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    prepared: retryKey === null || text === null || body === null ? null : { retryKey, text, body },
    language: person.language ?? "th",
    plainText: person.plain_text === 1,
    stoppedAt: row.kind === "report" ? null : stoppedAt(person),
    unitTag: unitTagOf(row.run),
  };
}

function stoppedAt({ assessment, answers }: PersonRow): ClaimedReminder["stoppedAt"] {
  if (assessment === null || answers === null) return null;
  const { items = [], ratings = {} } = JSON.parse(answers) as Partial<StoredAnswers>;
  return { assessment, items, rated: items.filter((item) => Object.hasOwn(ratings, item)) };
}

function factsOf(
  row: ClaimedRow,
  person: PersonRow,
  known: KnownRound,
  notice: PresentNotice | undefined,
): ClaimedReminder["facts"] {
  const wanted = notice?.(row.organisation) ?? person.run_notice;
  return {
    isRoundOpen: known.isOpen,
    isInRound: person.active === 1 && known.isFor(row.member),
    isLinked: person.linked !== null,
    isCompleted: person.completed === 1,
    hasDeclined: person.declined_at !== null,
    hasNotice: person.notice_version !== null && person.notice_version === wanted,
    isReachable: person.reachable !== 0,
    isDeliverable: person.refused === 0,
    choice: {
      stoppedFor: person.stopped_for,
      snoozedUntil: person.snoozed_until,
      changedAt: person.changed_at,
    },
    round: row.round,
    isUnderWay: person.assessment !== null,
    sent: person.sent,
    lastSentAt: person.last_sent_at,
    isOnItsWay: person.on_its_way === 1,
  };
}

function keyOf({ run, member }: { readonly run: string; readonly member: string }): string {
  return `${run} ${member}`;
}

function roundKey({ organisation, round }: Pick<ClaimedRow, "organisation" | "round">): string {
  return `${organisation} ${round}`;
}

async function organisationNames(db: Database, claimed: readonly ClaimedRow[]) {
  const ids = [...new Set(claimed.map(({ organisation }) => organisation))];
  const rows = await db
    .selectFrom("organisation")
    .select(["id", "name_th", "name_en"])
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, name_th: th, name_en: en }) => [id, { th, en }]));
}

interface KnownRound {
  readonly round: Round;
  readonly isOpen: boolean;
  /** Whether it is for an active member. */
  readonly isFor: (member: string) => boolean;
}

async function roundsOf(
  db: Database,
  claimed: readonly ClaimedRow[],
  at: number,
): Promise<ReadonlyMap<string, KnownRound>> {
  const known = new Map<string, KnownRound>();
  for (const [key, rows] of Map.groupBy(claimed, roundKey)) {
    const [first] = rows;
    if (first === undefined) continue;
    const { round, isOpen } = await findRound(db, first, at);
    const people = await peopleIn(db, first.organisation, round, rows);
    known.set(key, { round, isOpen, isFor: (member) => people === null || people.has(member) });
  }
  return known;
}

async function findRound(db: Database, { organisation, round: id }: ClaimedRow, at: number) {
  const row = await db
    .selectFrom("round")
    .selectAll()
    .where("organisation", "=", organisation)
    .where("id", "=", id)
    .executeTakeFirst();
  const round = row === undefined ? withoutRow(id) : roundOf(row);
  const { opensAt, closesAt } = round;
  const isOpen = row?.state !== "closed" && opensAt <= at && (closesAt === null || closesAt > at);
  return { round, isOpen };
}

/** A calendar year, or a round that is gone: that is over. */
function withoutRow(id: string): Round {
  const year = yearOf(id);
  return year === undefined ? { id, name: "", opensAt: 0, closesAt: 0 } : calendarYear(Date.UTC(year, 6));
}

/** Which of the people a round is for; null for all of them. */
async function peopleIn(
  db: Database,
  organisation: string,
  { audience }: Round,
  rows: readonly ClaimedRow[],
): Promise<ReadonlySet<string> | null> {
  if (audience === undefined) return null;
  const ids = valuesTable(
    db,
    "given",
    { person: "text" },
    rows.map(({ member }) => ({ person: member })),
  );
  const found = await sql<{ person: string }>`
    select given.person from ${ids} cross join member
    where member.id = given.person and member.organisation = ${organisation}
      and ${inAudience(organisation, audience)}`.execute(db);
  return new Set(found.rows.map(({ person }) => person));
}
