import { setImmediate } from "node:timers/promises";
import type { Transaction } from "kysely";
import type { IssuedCode, Linking } from "../runner/linking.ts";
import { hashSecret } from "./hash-secret.ts";
import type { DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type Tx = Transaction<DatabaseSchema>;
type Order = Parameters<Linking["issueCodes"]>[0];
type Person = Omit<IssuedCode, "code" | "expiresAt">;

/** Rows per statement; times the columns it stays below the parameters either dialect allows. */
const BATCH = 500;
/** People read at once. */
const PAGE = 5_000;

/** unique_violation. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_DUPLICATE = "23505";
/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. @see https://www.sqlite.org/rescode.html */
const SQLITE_DUPLICATES = [1555, 2067];

/**
 * Gives people new codes inside a transaction, audit entry included; by staff number.
 * @param newCode makes a code up; the database refuses one that somebody has already: see isDuplicate
 */
export async function issueCodesIn(
  tx: Tx,
  order: Order,
  newCode: () => string,
): Promise<readonly IssuedCode[]> {
  const issued: IssuedCode[] = [];
  for await (const people of peopleOf(tx, order)) {
    for (let from = 0; from < people.length; from += BATCH) {
      const batch = people.slice(from, from + BATCH);
      for (const one of await issueBatch(tx, order, batch, newCode)) issued.push(one);
      // The embedded database never pauses by itself; the server has other things to do meanwhile.
      await setImmediate();
    }
  }
  const { organisation, actor, at, onlyUnlinked, expiresAt } = order;
  const detail = { codes: issued.length, onlyUnlinked, expiresAt };
  await appendAudit(tx, [{ at, actor, action: "codes_issue", organisation, subject: null, detail }]);
  return order.members === undefined ? issued : issued.toSorted(byStaffNumber);
}

const byStaffNumber = (a: IssuedCode, b: IssuedCode) => (a.staffNumber < b.staffNumber ? -1 : 1);

async function* peopleOf(tx: Tx, order: Order): AsyncGenerator<readonly Person[]> {
  if (order.members !== undefined) {
    const ids = [...new Set(order.members)];
    for (let from = 0; from < ids.length; from += BATCH) {
      const some = ids.slice(from, from + BATCH);
      yield await withUnits(tx, activeMembers(tx, order).where("member.id", "in", some));
    }
    return;
  }
  for (let after: string | undefined; ; ) {
    const rest = activeMembers(tx, order).orderBy("staff_number").limit(PAGE);
    const page = await withUnits(tx, after === undefined ? rest : rest.where("staff_number", ">", after));
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.staffNumber;
  }
}

function activeMembers(tx: Tx, { organisation, onlyUnlinked }: Order) {
  const active = tx
    .selectFrom("member")
    .select(["id", "organisation", "staff_number", "name", "unit"])
    .where("organisation", "=", organisation)
    .where("active", "=", 1);
  if (!onlyUnlinked) return active;
  return active.where((eb) =>
    eb.not(
      eb.exists(
        eb.selectFrom("account_link").select("person_id").whereRef("account_link.member", "=", "member.id"),
      ),
    ),
  );
}

/** The members first: after an import a planner that has not counted yet would look up everybody's unit. */
function withUnits(tx: Tx, members: ReturnType<typeof activeMembers>): Promise<readonly Person[]> {
  return tx
    .selectFrom(members.as("member"))
    .leftJoin("org_unit as unit", (join) =>
      join.onRef("unit.organisation", "=", "member.organisation").onRef("unit.id", "=", "member.unit"),
    )
    .select(["member.id as member", "member.staff_number as staffNumber", "member.name"])
    .select((eb) => eb.fn.coalesce("unit.name", "member.unit").as("unitName"))
    .orderBy("member.staff_number")
    .execute();
}

async function issueBatch(
  tx: Tx,
  order: Order,
  people: readonly Person[],
  newCode: () => string,
): Promise<readonly IssuedCode[]> {
  const { organisation, at, expiresAt } = order;
  const batch = people.map((person) => ({ ...person, code: newCode(), expiresAt }));
  const columns = { organisation, created_at: at, expires_at: expiresAt, used_at: null };
  await tx
    .insertInto("link_code")
    .values(batch.map(({ member, code }) => ({ ...columns, member, code_hash: hashSecret(code) })))
    .onConflict((conflict) =>
      conflict.column("member").doUpdateSet((row) => ({
        code_hash: row.ref("excluded.code_hash"),
        created_at: row.ref("excluded.created_at"),
        expires_at: row.ref("excluded.expires_at"),
        used_at: null,
      })),
    )
    .execute();
  return batch;
}

/** Whether a row was refused because another one has its key. */
export function isDuplicate(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  return code === POSTGRES_DUPLICATE || SQLITE_DUPLICATES.includes(Number(errcode));
}
