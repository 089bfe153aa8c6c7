import { loadContent } from "../../src/content/load-content.ts";
import type { Content } from "../../src/core/content.ts";
import type { PersonAct, PersonEvent } from "../../src/core/conversation/event.ts";
import type { Button, OutgoingMessage } from "../../src/core/conversation/message.ts";
import { newSession } from "../../src/core/conversation/new-session.ts";
import type { Session } from "../../src/core/conversation/session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { Turn } from "../../src/core/conversation/turn.ts";
import { GROUPS, STAGES } from "../../src/core/framework/framework.ts";
import type { Language } from "../../src/core/language.ts";

/** The project's own content, as an example organisation runs it. */
export const content: Content = loadContent({
  controller: "หน่วยงานตัวอย่าง",
  contact: "hr@example.go.th",
});

/** When conversations of the tests begin: 23 November 2026, 9:00 in Bangkok. */
export const BEGIN_AT = Date.parse("2026-11-23T09:00:00+07:00");
/** What passes between two events where nothing else is said. */
export const MINUTE_MS = 60_000;

/** Every role there is: each staff group at each stage. */
export const ROLES = STAGES.flatMap((stage) => GROUPS.map((group) => ({ stage, group })));

/** The n-th event of a conversation. */
export function eventOf(number: number, act: PersonAct): PersonEvent {
  const id = `E${String(number).padStart(4, "0")}`;
  return { id, at: BEGIN_AT + number * MINUTE_MS, personId: "U-example", act };
}

export function typed(text: string): PersonAct {
  return { type: "typed", text, messageId: "1" };
}

export function tapped(data: string): PersonAct {
  return { type: "tapped", data };
}

/** A conversation held so far: its last turn and how many events it had. */
export interface Talk {
  readonly turn: Turn;
  readonly count: number;
}

/** Nothing said yet. */
export function newTalk(session: Session = newSession("U-example")): Talk {
  return { turn: { session, messages: [], effects: [] }, count: 0 };
}

/** The conversation after more happened; the state goes through JSON in between, as it does when stored. */
export function go(talk: Talk, ...acts: readonly PersonAct[]): Talk {
  return acts.reduce((before, act) => {
    const session = JSON.parse(JSON.stringify(before.turn.session)) as Session;
    const count = before.count + 1;
    return { turn: transition(session, eventOf(count, act), content), count };
  }, talk);
}

/** A person who has accepted the notice, chosen a role and begun; the assessment's id is `E0004`. */
export function begun(
  role: { readonly stage: string; readonly group: string } = { stage: "early", group: "service" },
  kind: "begin_full" | "begin_quick" = "begin_full",
  language: Language = "th",
): Talk {
  const steps = ["accept|1", `stage|${role.stage}`, `group|${role.stage}|${role.group}`, kind];
  return go(newTalk(newSession("U-example", language)), ...steps.map(tapped));
}

/** Every button of a message, wherever it stands in the card's values. */
export function buttonsOf(message: OutgoingMessage): readonly Button[] {
  const found: Button[] = [...(message.shortcuts ?? [])];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("data" in value && "displayText" in value) found.push(value as Button);
    else for (const child of Object.values(value)) walk(child);
  };
  if (message.type === "card") walk(message.values);
  return found;
}

/** The conversation after every question was answered alike, for example `"1"` (level 2 as people see it). */
export function answerAll(talk: Talk, code: string): Talk {
  const { assessment } = talk.turn.session;
  const taps = (assessment?.items ?? []).map((item) => tapped(`rate|${assessment?.id}|${item}|${code}`));
  return go(talk, ...taps);
}
