import { describe, expect, test } from "vitest";
import type { Button } from "../../../src/core/conversation/message.ts";
import { newSession } from "../../../src/core/conversation/new-session.ts";
import { LANGUAGES, type Language } from "../../../src/core/language.ts";
import {
  answerAll,
  begun,
  buttonsOf,
  go,
  newTalk,
  type Talk,
  tapped,
  typed,
} from "../../support/builders.ts";

const SHORT = { stage: "early", group: "others" };
const LONG = { stage: "mature", group: "technologist" };
const followed = { type: "followed", isUnblocked: false } as const;

/** Where somebody can be, and what was shown there last. */
function placesIn(language: Language): Readonly<Record<string, Talk>> {
  const newcomer = go(newTalk(newSession("U-example", language)), followed);
  const accepted = go(newcomer, tapped("accept|1"));
  const short = begun(SHORT, "begin_full", language);
  const long = begun(LONG, "begin_full", language);
  const quick = begun(LONG, "begin_quick", language);
  const done = answerAll(short, "1");
  const tap = (talk: Talk, ...data: readonly string[]) => go(talk, ...data.map(tapped));
  return {
    "the greeting": newcomer,
    "the whole notice": tap(newcomer, "read_notice"),
    "the stages": accepted,
    "the staff groups": tap(accepted, "stage|early"),
    "a question of the tree": tap(accepted, "group_unsure|early"),
    "a later question of the tree": tap(accepted, "group_unsure|early", "tree|early|role|do"),
    "a role without a quick check": tap(accepted, "stage|early", "group|early|others"),
    "a role with a quick check": tap(accepted, "stage|mature", "group|mature|technologist"),
    "the first question": short,
    "a later question": go(long, typed("2"), typed("3")),
    "a question of the quick check": quick,
    "the pause": tap(short, "rate|E0004|DLit100|1", "pause"),
    "starting again": tap(short, "rate|E0004|DLit100|1", "restart"),
    "what comes after a result": done,
    "what comes after an estimate": answerAll(quick, "1"),
    "a review": tap(done, "review|E0004"),
    "the menu": tap(done, "menu"),
    "the menu while a question is open": tap(short, "menu"),
    "the menu while paused": tap(short, "pause", "menu"),
    "the role while a question is open": tap(short, "role"),
    "the languages": tap(short, "language_menu"),
    "the history": tap(done, "history"),
    "the history while an optional section is open": tap(done, "section|E0004|knowledge", "history"),
  };
}

function lastButtons(talk: Talk): readonly Button[] {
  return talk.turn.messages.flatMap(buttonsOf);
}

/** Of cards side by side all buttons are called alike; there the option's name is typed. */
function wordFor(button: Button, all: readonly Button[]): string {
  return all.filter(({ label }) => label === button.label).length > 1 ? button.displayText : button.label;
}

describe.each(LANGUAGES)("in %s", (language) => {
  test.each(Object.entries(placesIn(language)))(
    "typing what stands on a button of %s does what tapping it does",
    (_, talk) => {
      const buttons = lastButtons(talk);
      expect(buttons).not.toEqual([]);
      for (const button of buttons) {
        const word = wordFor(button, buttons);
        const byTyping = go(talk, typed(word)).turn;
        expect({ word, ...byTyping }).toEqual({ word, ...go(talk, tapped(button.data)).turn });
      }
    },
  );

  test("a checklist is answered by digits from the first open item on", () => {
    const talk = go(
      placesIn(language)["what comes after a result"] ?? newTalk(),
      tapped("section|E0004|knowledge"),
    );
    const { assessment } = go(talk, tapped("stand|E0004|K1.2|have"), typed("2 3 1 ๑")).turn.session;
    const standings = Object.entries(assessment?.standings ?? {}).map(([id, [standing]]) => [id, standing]);
    expect(Object.fromEntries(standings)).toEqual({
      "K1.1": "partly",
      "K1.2": "have",
      "K1.3": "not_yet",
      "K1.4": "have",
      "K1.5": "have",
    });
  });
});
