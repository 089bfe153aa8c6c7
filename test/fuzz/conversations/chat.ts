import type { Content } from "../../../src/core/content.ts";
import type { PersonAct, PersonEvent } from "../../../src/core/conversation/event.ts";
import { inquiryOf } from "../../../src/core/conversation/inquiry-of.ts";
import type { Session } from "../../../src/core/conversation/session.ts";
import { transition } from "../../../src/core/conversation/transition.ts";
import type { Turn } from "../../../src/core/conversation/turn.ts";
import type { Membership } from "../../../src/core/people/membership.ts";
import { BEGIN_AT, buttonsOf, content } from "../../support/builders.ts";
import { membership, PLACES } from "../../support/memberships.ts";
import { fuzzedFinding } from "./any-finding.ts";

/** One thing a person does, with what the host happens to find; plain data, so that it can be done again. */
export interface Step {
  readonly act: PersonAct;
  /** Of {@link ALL_PLACES}. */
  readonly place: number;
  /** How an inquiry is answered. */
  readonly way: number;
  /** Since the latest event; negative for one that arrives late. */
  readonly afterMs: number;
  readonly isUnseen: boolean;
  /** From now on another notice is valid. */
  readonly isNoticeNew: boolean;
}

const LONG_NAME = "ผู้มีชื่อยาว ".repeat(13).slice(0, 150);
const UNITS = Array.from({ length: 50 }, (_, at) => ({
  id: `u-${at}`,
  name: "หน่วยงานที่มีชื่อยาวมาก".repeat(9).slice(0, 200),
}));

/** Places somebody may have, among them those with the most and the longest of everything. */
export const ALL_PLACES: readonly (Membership | null | undefined)[] = [
  ...PLACES,
  membership({ role: "hr", manages: UNITS.slice(0, 1) }),
  membership({ manages: UNITS, name: LONG_NAME }),
  membership({ manages: UNITS.slice(0, 7) }),
  membership({ role: "hr", name: LONG_NAME, group: null }),
];
/** Who keeps an organisation's people, by number. */
export const HR_PLACES: readonly number[] = ALL_PLACES.flatMap((place, at) =>
  place?.role === "hr" ? [at] : [],
);

/** What beginnings take is over by then: typed text from before a question does not answer it. */
const DAY_MS = 86_400_000;

/** A buttons' worth of memory is enough: older ones are of the same kinds. */
const MOST_REMEMBERED = 600;

/** A turn with what led to it. */
export interface Done {
  readonly before: Session;
  readonly event: PersonEvent;
  readonly turn: Turn;
}

/** One person's conversation, remembering the buttons that were shown. */
export class Chat {
  session: Session;
  content: Content = content;
  readonly shown: string[] = [];
  recent: readonly string[] = [];
  #count = 1000;
  #latestAt = BEGIN_AT + DAY_MS;

  constructor(session: Session) {
    this.session = session;
  }

  /** Throws whatever the core throws. */
  do(step: Step): Done {
    if (step.isNoticeNew)
      this.content = { ...this.content, notice: { ...this.content.notice, version: "2" } };
    // As it comes out of the store.
    const before = JSON.parse(JSON.stringify(this.session)) as Session;
    const event = this.#eventOf(step);
    const inquiry = inquiryOf(before, event, this.content);
    const finding = inquiry && fuzzedFinding(inquiry, step.way);
    const turn = transition(before, { ...event, finding }, this.content);
    this.#remember(turn);
    this.session = turn.session;
    return { before, event, turn };
  }

  #eventOf({ act, place, afterMs, isUnseen }: Step): PersonEvent {
    this.#count += 1;
    const at = this.#latestAt + afterMs;
    this.#latestAt = Math.max(at, this.#latestAt);
    return {
      id: `E${this.#count}`,
      at,
      personId: this.session.personId,
      act,
      membership: ALL_PLACES[place],
      ...(isUnseen ? { isUnseen } : {}),
    };
  }

  #remember({ messages }: Turn): void {
    const data = messages.flatMap(buttonsOf).map((button) => button.data);
    if (data.length > 0) this.recent = data;
    this.shown.push(...data);
    if (this.shown.length > MOST_REMEMBERED) this.shown.splice(0, this.shown.length - MOST_REMEMBERED);
  }
}
