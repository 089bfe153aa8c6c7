import type { MemberStanding } from "../../runner/rounds.ts";
import type { PageVoice } from "../page-voice.ts";
import type { ListedPerson, ProgressList } from "./progress-desk.ts";

const MINUTE_MS = 60_000;

/** What the columns of a list are called. */
export function progressHeadings({ say }: PageVoice, list: ProgressList): readonly string[] {
  return [
    say("person.staff_number"),
    say("person.name"),
    say("person.unit_code"),
    say("person.unit"),
    ...(list === "not_linked" ? [say("progress.email")] : [say("people.status"), say("progress.since")]),
  ];
}

/** Characters that fit into the columns of a list. */
export function progressWidths(list: ProgressList): readonly number[] {
  return [14, 32, 14, 40, ...(list === "not_linked" ? [36] : [18, 28])];
}

/** The rows of a list, one after the other. */
export async function* progressRows(
  voice: PageVoice,
  list: ProgressList,
  people: AsyncIterable<ListedPerson>,
): AsyncGenerator<readonly string[]> {
  const sinceText = createSinceText(voice);
  for await (const { staffNumber, name, unit, unitName, status, email, since } of people) {
    const known = [staffNumber, name, unit, unitName];
    if (list === "not_linked") yield [...known, email ?? ""];
    else yield [...known, voice.say(`status.${status}`), sinceText(since)];
  }
}

/** Day and time of a change, "" where it is not known. Most changes of a list share the last minute that was told. */
function createSinceText({ day, time }: PageVoice): (since: MemberStanding["since"]) => string {
  let told = { minute: Number.NaN, text: "" };
  return (since) => {
    if (since === null) return "";
    const minute = Math.floor(since / MINUTE_MS);
    if (minute !== told.minute) told = { minute, text: `${day(since)} ${time(since)}` };
    return told.text;
  };
}
