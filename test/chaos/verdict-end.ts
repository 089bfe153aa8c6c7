/* In the end everybody has finished and nothing is left to do. Part of the verdict: nothing of src. */
import { isDeepStrictEqual } from "node:util";
import { isResult } from "./verdict-cards.ts";
import type { Fate } from "./verdict-lost.ts";
import type { Rows, Stores } from "./verdict-stores.ts";
import type { Finding, PersonStory, Story, StoryEvent } from "./verdict-story.ts";

/** Everybody has completed what they began last, and got the result unless LINE itself left that open. */
export function findUnfinished(
  story: Story,
  { people, assessments }: Rows,
  fates: ReadonlyMap<StoryEvent, Fate>,
): readonly Finding[] {
  const known = new Set(people);
  const rowsOf = Map.groupBy(assessments, ({ person_id }) => person_id);
  const isOpen = (event: StoryEvent) => ["ambiguous", "died", "crossed"].includes(fates.get(event) ?? "");
  return story.people.flatMap((one) => {
    const latest = (rowsOf.get(one.person) ?? []).toSorted((a, b) => a.started_at - b.started_at).at(-1);
    const wrong = [
      ...(known.has(one.person) ? [] : ["the records do not know the person"]),
      ...(latest?.status === "completed" ? [] : [`the assessment is ${latest?.status ?? "not there"}`]),
      ...(hasResult(one) || one.events.some(isOpen) ? [] : ["the result never arrived"]),
    ];
    return wrong.map((what) => ({ person: one.person, rule: "everybody finished", what }));
  });
}

/** Whether somebody got a result. */
export function hasResult({ calls }: PersonStory): boolean {
  return calls.some(({ accepted, messages }) => accepted && messages.some(isResult));
}

/** No event waits, is claimed or dead; nothing is to be said or recorded; sessions and records agree. */
export function findOpenWork(rows: Rows, stores: Stores | null): readonly Finding[] {
  const rule = "nothing left to do";
  const open: Finding[] =
    rows.openReminders === 0
      ? []
      : [{ person: null, rule, what: `${rows.openReminders} reminders are open` }];
  if (stores === null) return open;
  const inbox = Object.entries(stores.inbox).filter(([, count]) => count > 0);
  const byId = new Map(rows.assessments.map((row) => [row.id, row.answers]));
  return [
    ...open,
    ...inbox.map(([name, count]) => ({ person: null, rule, what: `${count} event(s) ${name} in the inbox` })),
    ...stores.sessions.flatMap(({ person, pending, assessment }) => {
      const row = assessment && byId.get(assessment.id);
      const isSame =
        assessment === null ||
        (isDeepStrictEqual(row?.ratings, assessment.ratings) &&
          isDeepStrictEqual(row?.standings, assessment.standings));
      return [
        ...(pending.length === 0 ? [] : [{ person, rule, what: `${pending.length} turn(s) are pending` }]),
        ...(isSame ? [] : [{ person, rule, what: "session and records have different answers" }]),
      ];
    }),
  ];
}

/** LINE never had to complain about what was sent or who sent it. */
export function findRefusals({ entries }: Story): readonly Finding[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== "call") return [];
    const isWrong = entry.status === 401 || ["invalid_request", "unauthorized"].includes(entry.reason ?? "");
    if (!isWrong) return [];
    const what = `${entry.endpoint} was refused with ${entry.status} ${entry.reason ?? ""}`.trim();
    return [{ person: entry.person, rule: "LINE refuses nothing", what }];
  });
}
