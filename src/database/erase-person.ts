import type { Origin, Tx } from "./effect-origin.ts";
import { listErasures, personHash } from "./erasures.ts";
import { removePerson } from "./remove-person.ts";
import { appendAudit } from "./sql-audit-log.ts";

/**
 * Erases everything kept of a person up to the revision, and puts on the list, by a hash, that it was erased.
 * What is older counts no more, whenever it arrives.
 *
 * @param detail goes into the audit entry beside the counts
 */
export async function erasePerson(
  tx: Tx,
  { personId, revision, at }: Origin,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await listErasures(tx, [{ person_hash: personHash(personId), at, revision }]);
  const link = await tx
    .selectFrom("account_link")
    .select(["organisation", "member"])
    .where("person_id", "=", personId)
    .executeTakeFirst();
  const removed = await removePerson(tx, personId, revision);
  await appendAudit(tx, [
    {
      at,
      actor: link === undefined ? "person" : `member:${link.member}`,
      action: "erasure",
      organisation: link?.organisation ?? null,
      subject: link?.member ?? null,
      detail: { ...detail, ...removed },
    },
  ]);
}
