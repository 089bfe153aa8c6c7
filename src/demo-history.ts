import type { Content } from "./core/content.ts";
import { saveAssessment } from "./core/conversation/assessment-facts.ts";
import { noticeVersionAt } from "./core/conversation/content-for.ts";
import type { Effect } from "./core/conversation/effect.ts";
import type { Organisation } from "./core/people/organisation.ts";
import type { Round } from "./core/people/round.ts";
import { NO_CHOICE } from "./core/reminder/reminder.ts";
import { madeUpSitting } from "./demo-answers.ts";
import type { MadeUpPerson } from "./demo-people.ts";
import type { Records } from "./runner/ports.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** What made-up answers are kept with. */
export interface HistoryParts {
  readonly organisation: Organisation;
  readonly cast: readonly MadeUpPerson[];
  readonly content: Content;
  readonly records: Records;
}

/** When people answer in a round. */
export interface AnsweringTime {
  readonly round: Round;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms. */
  readonly to: number;
}

interface Sitting {
  readonly person: MadeUpPerson;
  readonly parts: HistoryParts;
  readonly round: Round;
  /** Epoch ms. */
  readonly at: number;
  readonly random: Random;
}

/** How much lower people stood a year ago. */
const LEARNT_SINCE = 0.15;
const REVISION = { lastYear: 1, now: 2 };

/** Keeps the answers of those who took part last year. Doing it again changes nothing. Throws UnavailableError. */
export async function answerLastYear(parts: HistoryParts, time: AnsweringTime): Promise<void> {
  for (const person of parts.cast.filter(({ answeredLastYear }) => answeredLastYear)) {
    const sitting = sittingOf(person, parts, time, REVISION.lastYear);
    const { ability } = person;
    const effects = [...acceptNotice(sitting), assess(sitting, ability - LEARNT_SINCE, true)];
    await parts.records.apply(person.personId, REVISION.lastYear, effects, sitting.at);
  }
}

/** The same for the round that is open, with those who began only or said "not now". Throws UnavailableError. */
export async function answerNow(parts: HistoryParts, time: AnsweringTime): Promise<void> {
  for (const person of parts.cast) {
    const sitting = sittingOf(person, parts, time, REVISION.now);
    await parts.records.apply(person.personId, REVISION.now, effectsNow(sitting), sitting.at);
  }
}

function effectsNow(sitting: Sitting): readonly Effect[] {
  const { now, answeredLastYear, ability } = sitting.person;
  const accepted = answeredLastYear ? [] : acceptNotice(sitting);
  switch (now) {
    case "completed":
      return [...accepted, assess(sitting, ability, true)];
    case "in_progress":
      return [...accepted, assess(sitting, ability, false)];
    case "declined":
      return [{ type: "save_declined", declinedAt: sitting.at }];
    case "nothing":
      return [];
    default:
      return now satisfies never;
  }
}

function sittingOf(person: MadeUpPerson, parts: HistoryParts, time: AnsweringTime, turn: number): Sitting {
  const random = seededRandom(person.seed + turn);
  const at = Math.round(time.from + random() * (time.to - time.from));
  return { person, parts, round: time.round, at, random };
}

function acceptNotice({ person, parts, at }: Sitting): readonly Effect[] {
  const { organisation, content } = parts;
  const noticeVersion = noticeVersionAt(organisation.id, content);
  const source = person.member.group === null ? "asked" : "roster";
  return [
    {
      type: "save_person",
      person: {
        language: "th",
        plainText: false,
        reachable: person.reachable,
        role: { stage: organisation.stage, group: person.group, source },
        notice: { version: noticeVersion, acceptedAt: at },
        reminders: NO_CHOICE,
      },
    },
    { type: "save_notice_acceptance", noticeVersion, acceptedAt: at },
  ];
}

function assess({ person, parts, round, at, random }: Sitting, ability: number, isWhole: boolean): Effect {
  const { organisation, content } = parts;
  const { member, group } = person;
  const { id, stage } = { id: `${round.id}-${member.staffNumber}`, stage: organisation.stage };
  const countsIn = { organisation: organisation.id, member: member.id, round: round.id };
  const wanted = { id, stage, group, startedAt: at, ability, isWhole, countsIn };
  return saveAssessment(madeUpSitting(wanted, content, random), content);
}
