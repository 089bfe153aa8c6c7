import type { Assessment } from "../../assessment/assessment.ts";
import type { Membership } from "../../people/membership.ts";
import { answeredCount, shownRating } from "../assessment-facts.ts";
import { buttons, type Choice, lines, paragraphs, wordLine } from "../choices.ts";
import { noticeEdition } from "../content-for.ts";
import type { CardMessage, OutgoingMessage } from "../message.ts";
import type { Session } from "../session.ts";
import { checklistName, groupName, itemName, profileOf, stageName, type Voice } from "../voice.ts";
import { choiceOf, choiceWords } from "./reminder-choice-view.ts";
import { choiceCard } from "./small-views.ts";

/** The rights over one's own data, each a word that can be typed. */
function rightsChoices(voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("my_data.export"), action: { do: "export" } },
    { label: voice.text("my_data.file"), action: { do: "page", page: "my_data" } },
    { label: voice.text("my_data.correct"), action: { do: "correct" } },
    { label: voice.text("my_data.read_notice"), action: { do: "read_notice" } },
    { label: voice.text("my_data.reminders_button"), action: { do: "stop_reminders" } },
    { label: voice.text("my_data.erase"), action: { do: "erase" } },
  ];
}

/** What is stored of a person at an instant (epoch ms), and who may see it. */
export function myDataCard(
  session: Session,
  membership: Membership | null,
  at: number,
  voice: Voice,
): CardMessage {
  const title = voice.text("my_data.title");
  const text = paragraphs(storedLines(session, membership, at, voice), whoMaySee(membership, voice));
  const choices = rightsChoices(voice);
  return {
    type: "card",
    card: "choice",
    values: { title, text, note: "", buttons: buttons(choices) },
    text: paragraphs(lines(title, text), wordLine(choices, voice)),
  };
}

function storedLines(session: Session, membership: Membership | null, at: number, voice: Voice): string {
  const { notice, assessment, past } = session;
  return lines(
    notice
      ? voice.text("my_data.notice", {
          version: noticeEdition(notice.version),
          date: voice.date(notice.acceptedAt),
        })
      : voice.text("my_data.no_notice"),
    membership === null ? "" : memberLine(membership, voice),
    roleLine(session, voice),
    assessment === null
      ? ""
      : voice.text("my_data.current", {
          answered: answeredCount(assessment),
          total: assessment.items.length,
        }),
    voice.text("my_data.past", { count: past.length }),
    voice.text("my_data.reminders", {
      choice: choiceWords(choiceOf(session, at), membership?.round ?? null, voice),
    }),
  );
}

function memberLine({ name, unit, organisation }: Membership, voice: Voice): string {
  return voice.text("my_data.member", { name, unit: unit.name, organisation: voice.of(organisation.name) });
}

function roleLine({ role }: Session, voice: Voice): string {
  if (role === null) return voice.text("my_data.no_role");
  const { content } = voice;
  return voice.text("my_data.role", {
    title: voice.of(profileOf(content, role).title),
    group: groupName(role.group, voice),
    stage: stageName(role.stage, voice),
  });
}

function whoMaySee(membership: Membership | null, voice: Voice): string {
  if (membership === null) return voice.text("my_data.who_alone");
  return voice.text("my_data.who", { people: membership.organisation.threshold });
}

/** The answers given, as text: those of the current assessment, then what the history holds. */
export function exportMessages(session: Session, voice: Voice): readonly OutgoingMessage[] {
  const { assessment } = session;
  const heading = voice.text("my_data.export_title");
  const texts =
    assessment === null
      ? [paragraphs(heading, voice.text("my_data.export_none"))]
      : [paragraphs(heading, answerLines(assessment, voice)), ...standingTexts(assessment, voice)];
  const more = voice.text("my_data.export_more", { word: voice.text("my_data.file") });
  return [...texts.filter((text) => text !== ""), more].map((text) => ({ type: "text", text }));
}

function answerLines({ items, ratings }: Assessment, voice: Voice): string {
  const given = items.flatMap((item, place) => {
    const rating = ratings[item]?.[0];
    const answer = rating === undefined ? voice.text("my_data.export_open") : shownRating(rating, voice);
    return voice.text("my_data.export_line", { number: place + 1, unit: itemName(item, voice), answer });
  });
  return lines(...given);
}

/** So many lines stay below the longest text message. */
const LINES_OF_TEXT = 25;

function standingTexts({ standings }: Assessment, voice: Voice): readonly string[] {
  const given = Object.entries(standings).map(([id, [standing]]) =>
    voice.text("my_data.export_standing", {
      name: checklistName(id, voice),
      answer: voice.text(`standing.${standing}`),
    }),
  );
  const pages = Math.ceil(given.length / LINES_OF_TEXT);
  return Array.from({ length: pages }, (_, page) =>
    lines(...given.slice(page * LINES_OF_TEXT, (page + 1) * LINES_OF_TEXT)),
  );
}

/** Go on erasing, or leave everything as it is. */
export function eraseChoices(time: "first" | "second", voice: Voice): readonly Choice[] {
  const on: Choice =
    time === "first"
      ? { label: voice.text("my_data.erase_sure"), action: { do: "erase_sure" } }
      : { label: voice.text("my_data.erase_now"), action: { do: "erase_now" } };
  return [on, { label: voice.text("control.cancel"), action: { do: "cancel" } }];
}

/** Asks whether everything shall go, saying what that means. */
export function eraseCard(session: Session, time: "first" | "second", voice: Voice): OutgoingMessage {
  const what = lines(
    voice.text("my_data.erase_what"),
    session.member === null ? "" : voice.text("my_data.erase_member"),
  );
  const text = time === "first" ? what : voice.text("my_data.erase_last");
  return choiceCard(voice.text("my_data.erase_title"), text, eraseChoices(time, voice), voice);
}
