import type { Origin, Tx } from "./effect-origin.ts";

/**
 * Notes on the account's link that the person said "not now" to the notice, or took it back; nothing where
 * there is no link. A "not now" that arrives after what was accepted later is none any more.
 */
export async function saveDeclined(tx: Tx, { personId }: Origin, declinedAt: number | null): Promise<void> {
  const link = tx
    .updateTable("account_link")
    .set({ declined_at: declinedAt })
    .where("person_id", "=", personId);
  if (declinedAt === null) {
    await link.execute();
    return;
  }
  await link
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("person")
            .select("person.person_id")
            .where("person.person_id", "=", personId)
            .where("person.notice_accepted_at", ">", declinedAt),
        ),
      ),
    )
    .execute();
}
