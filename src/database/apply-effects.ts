import { sql } from "kysely";
import type { Effect, PersonSnapshot } from "../core/conversation/effect.ts";
import type { Origin, Tx } from "./effect-origin.ts";
import { erasePerson } from "./erase-person.ts";
import { erasuresOf } from "./erasures.ts";
import { noteAudit } from "./note-audit.ts";
import { saveAssessment, saveSittings } from "./save-assessment.ts";
import { saveDeclined } from "./save-declined.ts";

/** The effects of one turn and where they come from. */
export interface TurnEffects extends Origin {
  readonly effects: readonly Effect[];
}

/**
 * Applies the effects of several turns in one transaction; what an erasure has overtaken counts no more.
 * @param turns of people who are locked; see lock-person.ts
 */
export async function applyEffects(tx: Tx, turns: readonly TurnEffects[]): Promise<void> {
  if (turns.length === 0) return;
  const erased = await erasuresOf(
    tx,
    turns.map(({ personId }) => personId),
  );
  const living = turns
    .filter(({ personId, revision }) => revision > (erased.get(personId) ?? 0))
    .map((turn) => ({ ...turn, effects: whatCounts(turn.effects) }));
  await saveSittings(tx, living);
  for (const turn of living) {
    for (const effect of turn.effects) await applyEffect(tx, turn, effect);
  }
}

/** What is saved in the turn that erases would be gone at once, whatever their order. */
function whatCounts(effects: readonly Effect[]): readonly Effect[] {
  const erasing = effects.find(({ type }) => type === "erase_person");
  return erasing === undefined ? effects : [erasing];
}

async function applyEffect(tx: Tx, origin: Origin, effect: Effect): Promise<unknown> {
  switch (effect.type) {
    case "save_person":
      return savePerson(tx, origin, effect.person);
    case "save_notice_acceptance":
      return saveNoticeAcceptance(tx, origin, effect);
    case "save_assessment":
      // Those under way are saved already, all of them together.
      return effect.status === "in_progress" ? undefined : saveAssessment(tx, origin, effect);
    case "save_declined":
      return saveDeclined(tx, origin, effect.declinedAt);
    case "note_audit":
      return noteAudit(tx, origin, effect.note);
    case "erase_person":
      return erasePerson(tx, origin);
    default:
      return effect satisfies never;
  }
}

async function savePerson(tx: Tx, origin: Origin, person: PersonSnapshot): Promise<void> {
  const columns = {
    language: person.language,
    plain_text: person.plainText ? 1 : 0,
    reachable: person.reachable ? 1 : 0,
    stage: person.role?.stage ?? null,
    group_name: person.role?.group ?? null,
    role_source: person.role?.source ?? null,
    notice_version: person.notice?.version ?? null,
    notice_accepted_at: person.notice?.acceptedAt ?? null,
    reminders_stopped_for: person.reminders.stoppedFor,
    reminders_snoozed_until: person.reminders.snoozedUntil,
    reminders_changed_at: person.reminders.changedAt,
    revision: origin.revision,
    updated_at: origin.at,
  };
  await tx
    .insertInto("person")
    .values({ person_id: origin.personId, ...columns, blocked_at: person.reachable ? null : origin.at })
    .onConflict((conflict) =>
      conflict
        .column("person_id")
        .doUpdateSet({ ...columns, blocked_at: BLOCKED_SINCE })
        .where(sql<boolean>`excluded.revision >= person.revision`),
    )
    .execute();
}

/** Since the first time it is heard of. */
const BLOCKED_SINCE = sql<number | null>`case when excluded.reachable = 1 then null
  else coalesce(person.blocked_at, excluded.blocked_at) end`;

async function saveNoticeAcceptance(
  tx: Tx,
  { personId }: Origin,
  { noticeVersion, acceptedAt }: Extract<Effect, { type: "save_notice_acceptance" }>,
): Promise<void> {
  await tx
    .insertInto("notice_acceptance")
    .values({ person_id: personId, version: noticeVersion, accepted_at: acceptedAt })
    .onConflict((conflict) => conflict.columns(["person_id", "version"]).doNothing())
    .execute();
}
