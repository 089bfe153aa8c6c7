import type { Transaction } from "kysely";
import type { CodeRedemption } from "../core/conversation/inquiry.ts";
import { findMembership } from "./find-membership.ts";
import type { DatabaseSchema } from "./schema.ts";
import { appendAudit } from "./sql-audit-log.ts";

type Tx = Transaction<DatabaseSchema>;

/** Who wants to be linked, with which code, when (epoch ms). */
export interface Redemption {
  readonly personId: string;
  /** Hash of the code. */
  readonly ticket: string;
  readonly at: number;
}

interface Owner {
  readonly organisation: string;
  readonly member: string;
}

/** Uses a code up and links the account inside a transaction, audit entry included. */
export async function redeemCodeIn(tx: Tx, redemption: Redemption): Promise<CodeRedemption> {
  const owner = await useUp(tx, redemption);
  if (owner !== undefined) await link(tx, redemption, owner);
  else if (!(await isLinkedByIt(tx, redemption))) return { status: await whyNot(tx, redemption.ticket) };
  const membership = await findMembership(tx, redemption.personId, redemption.at);
  // They have left in this very moment.
  return membership === null ? { status: "expired" } : { status: "linked", membership };
}

/** Of several who try at once one gets it: the others wait for this row and then find it used. */
function useUp(tx: Tx, { ticket, at }: Redemption): Promise<Owner | undefined> {
  return tx
    .updateTable("link_code")
    .set({ used_at: at })
    .where("code_hash", "=", ticket)
    .where("used_at", "is", null)
    .where("expires_at", ">", at)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("member")
          .select("id")
          .whereRef("member.id", "=", "link_code.member")
          .where("active", "=", 1),
      ),
    )
    .returning(["organisation", "member"])
    .executeTakeFirst();
}

async function link(tx: Tx, { personId, at }: Redemption, { organisation, member }: Owner): Promise<void> {
  const before = await tx
    .selectFrom("account_link")
    .select(["person_id", "member"])
    .where((eb) => eb.or([eb("person_id", "=", personId), eb("member", "=", member)]))
    .execute();
  if (before.some((one) => one.person_id === personId && one.member === member)) return;
  await tx
    .deleteFrom("account_link")
    .where("member", "=", member)
    .where("person_id", "!=", personId)
    .execute();
  const columns = { organisation, member, linked_at: at, declined_at: null };
  await tx
    .insertInto("account_link")
    .values({ person_id: personId, ...columns })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet(columns))
    .execute();
  const detail = {
    replacedAccount: before.some((one) => one.member === member),
    leftMember: before.find((one) => one.person_id === personId)?.member ?? null,
  };
  const who = { actor: `member:${member}`, organisation, subject: member };
  await appendAudit(tx, [{ at, action: "account_link", ...who, detail }]);
}

/** A link of a member is always of the latest code that was used, so nothing else need be kept of who used it. */
async function isLinkedByIt(tx: Tx, { personId, ticket }: Redemption): Promise<boolean> {
  const found = await tx
    .selectFrom("link_code as code")
    .innerJoin("account_link as link", "link.member", "code.member")
    .select("code.code_hash")
    .where("code.code_hash", "=", ticket)
    .where("code.used_at", "is not", null)
    .where("link.person_id", "=", personId)
    .executeTakeFirst();
  return found !== undefined;
}

async function whyNot(tx: Tx, ticket: string): Promise<"used" | "expired"> {
  const code = await tx
    .selectFrom("link_code")
    .select("used_at")
    .where("code_hash", "=", ticket)
    .executeTakeFirst();
  return code !== undefined && code.used_at !== null ? "used" : "expired";
}
