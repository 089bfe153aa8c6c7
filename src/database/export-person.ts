import type { JsonValue, PersonExport } from "../runner/person-export.ts";
import { reachDatabase } from "./database-errors.ts";
import { personHash } from "./erasures.ts";
import type { Database } from "./schema.ts";

/**
 * Everything the records hold about the person of a LINE account, the audit entries about them included. Nothing
 * about anybody else: who looked is told as a role, not by name. Throws UnavailableError.
 */
export async function exportPerson(db: Database, personId: string): Promise<PersonExport> {
  return reachDatabase(async () => {
    const link = await ofPerson(db, "account_link", personId);
    const member = link[0]?.member;
    return {
      person: plain(await ofPerson(db, "person", personId)),
      noticeAcceptances: plain(await ofPerson(db, "notice_acceptance", personId)),
      accountLink: plain(link),
      rosterEntry: member === undefined ? [] : await rosterEntry(db, member),
      assessments: (await ofPerson(db, "assessment", personId)).map(assessmentOf),
      responses: plain(await ofPerson(db, "response", personId)),
      reminders: await remindersOf(db, personId),
      erasures: plain(
        await db.selectFrom("erasure").select("at").where("person_hash", "=", personHash(personId)).execute(),
      ),
      audit: member === undefined ? [] : await auditOf(db, member),
    };
  });
}

type PersonalTable = "person" | "notice_acceptance" | "account_link" | "assessment" | "response";

function ofPerson<T extends PersonalTable>(db: Database, table: T, personId: string) {
  return db
    .selectFrom(table as PersonalTable)
    .selectAll()
    .where("person_id", "=", personId)
    .execute() as Promise<{ readonly [column: string]: string | number | null; readonly member: string }[]>;
}

/** Messages for their account; of a report to an HR officer as well. */
async function remindersOf(db: Database, personId: string): Promise<JsonValue> {
  const rows = db
    .selectFrom("reminder")
    .select(["organisation", "round", "step", "state", "reason", "text", "settled_at"])
    .where("person_id", "=", personId)
    .orderBy("due_at")
    .orderBy("step");
  return plain(await rows.execute());
}

async function rosterEntry(db: Database, member: string): Promise<JsonValue> {
  const manages = await db.selectFrom("member_manages").select("unit").where("member", "=", member).execute();
  const rows = await db.selectFrom("member").selectAll().where("id", "=", member).execute();
  return plain(rows.map((row) => ({ ...row, manages: manages.map(({ unit }) => unit) })));
}

function assessmentOf({ answers, result, dimension_sums: sums, ...row }: Row): JsonValue {
  return plain({ ...row, answers: parsed(answers), result: parsed(result), dimensionSums: parsed(sums) });
}

type Row = { readonly [column: string]: string | number | null };

function parsed(json: string | number | null | undefined): unknown {
  return typeof json === "string" ? JSON.parse(json) : (json ?? null);
}

async function auditOf(db: Database, member: string): Promise<JsonValue> {
  const rows = await db
    .selectFrom("audit_log")
    .select(["at", "action", "actor"])
    .where("subject", "=", member)
    .orderBy("id")
    .execute();
  return plain(rows.map(({ at, action, actor }) => ({ at, action, by: byWhom(actor, member) })));
}

function byWhom(actor: string, member: string): string {
  if (actor === `member:${member}`) return "yourself";
  return actor.startsWith("member:") ? "the organisation" : "the operator";
}

/** Rows as JSON has them. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
