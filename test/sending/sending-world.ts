import { createHash } from "node:crypto";
import { sql } from "kysely";
import { insertJson } from "../../src/database/insert-json.ts";
import type { Database } from "../../src/database/schema.ts";

/** Where everybody is reminded. */
export const WORLD = {
  organisation: "sending",
  round: { id: "2569-1", name: "รอบตัวอย่าง", opensAt: Date.UTC(2026, 10, 2), closesAt: null },
  noticeVersion: "1@sending",
  /** A working Wednesday, 10:00 in Bangkok. */
  at: Date.UTC(2026, 10, 25, 3),
} as const;

/** What somebody is like; most are due. */
type Kind = "unlinked" | "blocked" | "stopped" | "completed" | "without_notice" | "in_progress" | "due";

const KINDS: readonly Kind[] = [
  "unlinked",
  "blocked",
  "stopped",
  "completed",
  "without_notice",
  "in_progress",
];
const ONE_IN = 20;
const BATCH = 5_000;
const { organisation, round, noticeVersion } = WORLD;

/** The LINE account of somebody. */
export function accountOf(number: number): string {
  return `U${createHash("md5").update(`made up ${number}`).digest("hex")}`;
}

/** Somebody of human resources, who has completed the round and gets the reports. */
export const HR_NUMBER = 3;

/** Whether somebody is to be reminded. */
export function isDue(number: number): boolean {
  return ["due", "in_progress"].includes(kindOf(number));
}

/** Fills a migrated database with one organisation of so many people and an open round. */
export async function fillSendingWorld(db: Database, people: number): Promise<void> {
  await sql`insert into organisation (id, name_th, name_en, stage, controller_th, controller_en, contact, created_at)
    values (${organisation}, 'กรมตัวอย่าง', 'Example', 'early', 'กรมตัวอย่าง', 'Example', 'x@example.go.th', 1)`.execute(
    db,
  );
  await sql`insert into round (organisation, id, name, opens_at, state)
    values (${organisation}, ${round.id}, ${round.name}, ${round.opensAt}, 'open')`.execute(db);
  await sql`insert into org_unit (organisation, id, name) values (${organisation}, '10', 'กองตัวอย่าง')`.execute(
    db,
  );
  for (let from = 0; from < people; from += BATCH) {
    const length = Math.min(BATCH, people - from);
    await addPeople(
      db,
      Array.from({ length }, (_, place) => from + place),
    );
  }
}

function kindOf(number: number): Kind {
  return KINDS[number % ONE_IN] ?? "due";
}

async function addPeople(db: Database, numbers: readonly number[]): Promise<void> {
  const [text, integer] = ["text", "integer"] as const;
  const members = numbers.map((number) => ({
    id: memberOf(number),
    staff_number: `P${number}`,
    name: `คนที่ ${number}`,
    role: number === HR_NUMBER ? "hr" : "officer",
  }));
  const alike = { organisation, unit: "10", active: 1, updated_at: 1 };
  await insertJson(db, "member", { id: text, staff_number: text, name: text, role: text }, members, alike);
  const linked = numbers.filter((number) => kindOf(number) !== "unlinked");
  const links = linked.map((number) => ({ person_id: accountOf(number), member: memberOf(number) }));
  await insertJson(db, "account_link", { person_id: text, member: text }, links, {
    organisation,
    linked_at: 1,
  });
  const persons = linked.map((number) => ({
    person_id: accountOf(number),
    reachable: kindOf(number) === "blocked" ? 0 : 1,
    notice_version: kindOf(number) === "without_notice" ? null : noticeVersion,
    reminders_stopped_for: kindOf(number) === "stopped" ? "always" : null,
  }));
  const columns = { person_id: text, reachable: integer, notice_version: text, reminders_stopped_for: text };
  const same = { language: "th", plain_text: 0, notice_accepted_at: 1, revision: 1, updated_at: 1 };
  await insertJson(db, "person", columns, persons, same);
  await addAnswers(db, linked);
}

async function addAnswers(db: Database, numbers: readonly number[]): Promise<void> {
  const text = "text" as const;
  const begun = numbers.filter((number) => kindOf(number) === "in_progress");
  await insertJson(
    db,
    "assessment",
    { id: text, person_id: text },
    begun.map((number) => ({ id: `a${number}`, person_id: accountOf(number) })),
    {
      kind: "full",
      status: "in_progress",
      stage: "early",
      group_name: "others",
      framework_version: "1",
      questionnaire_version: "1",
      started_at: 1,
      answered: 0,
      item_count: 2,
      answers: JSON.stringify({ items: ["DT100", "DT200"], ratings: {}, standings: {} }),
      revision: 1,
      updated_at: 1,
    },
  );
  const done = numbers.filter((number) => kindOf(number) === "completed");
  const same = {
    organisation,
    round: round.id,
    completed_at: 1,
    stage: "early",
    group_name: "others",
    unit: "10",
  };
  await insertJson(
    db,
    "response",
    { member: text, person_id: text, assessment: text },
    done.map((number) => ({
      member: memberOf(number),
      person_id: accountOf(number),
      assessment: `a${number}`,
    })),
    { ...same, framework_version: "1", levels: "", revision: 1 },
  );
}

function memberOf(number: number): string {
  return `m${number}`;
}
