import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { retryKeyFor } from "../../src/runner/retry-key.ts";
import { sampleCards } from "../../src/sample-cards.ts";
import { isLateCard, isResult, questionOn } from "./verdict-cards.ts";
import { figuresOf, itemsFor, readFramework, type StoredAnswer } from "./verdict-framework.ts";
import {
  ASSESSMENT,
  addEvent,
  BEGAN_AT,
  cleanRun,
  ITEMS,
  judged,
  lateMessage,
  type MadeUpRun,
  PERSON,
  remembering,
  reply,
  rulesBrokenBy,
  store,
  tapId,
  webhook,
  withoutCalls,
} from "./verdict-made-up.ts";
import { retryKeyOf, tellStory } from "./verdict-story.ts";

const FIRST = ITEMS[0] ?? "";
const LAST_TAP = tapId(ITEMS.length - 1);

describe("the verdict", () => {
  it("knows nothing of the service", () => {
    const files = globSync("verdict*.ts", { cwd: import.meta.dirname }).filter(
      (file) => !file.includes(".test."),
    );
    const imported = files.flatMap((file) => {
      const code = readFileSync(`${import.meta.dirname}/${file}`, "utf8");
      return [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/gu)].map(([, name = ""]) => name);
    });
    const strange = imported.filter(
      (name) => !/^(node:.*|pg|ioredis|\.\/verdict[-\w]*\.ts|\.\/log-entries\.ts)$/u.test(name),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(strange).toEqual([]);
  });

  it("finds nothing wrong with a run in which nothing went wrong, and counts it", () => {
    const verdict = judged(cleanRun());
    expect(verdict).toMatchObject({ ok: true, problems: [], problemCount: 0 });
    expect(verdict.figures).toMatchObject({ people: 1, taps: 5, superseded: 0, answered: 6, answersLost: 0 });
  });

  it("reads the project's own cards", () => {
    const cards = sampleCards().map(({ name, message }) => ({ name, message: { ...message } }));
    const questions = cards.filter(({ message }) => questionOn(message) !== undefined);
    const results = cards.filter(({ message }) => isResult(message));
    expect(new Set(questions.map(({ name }) => name.split(" ")[0]))).toEqual(new Set(["question"]));
    expect(new Set(results.map(({ name }) => name.split(" ")[0]))).toEqual(new Set(["result-summary"]));
    expect(questions.map(({ message }) => questionOn(message)?.percent)).toContain(0);
    expect(isLateCard([lateMessage()])).toBe(true);
  });

  it("knows which push answers which event", async () => {
    expect(retryKeyOf("01J0000000000000000000000A")).toBe(await retryKeyFor("01J0000000000000000000000A"));
  });
});

describe("answers stored", () => {
  const RULE = "answers stored";

  it("is broken by a tap that is taken and not stored", () => {
    const earlier: StoredAnswer = [1, BEGAN_AT, "E00"];
    expect(rulesBrokenBy((run) => store(run, FIRST, null))).toContain(RULE);
    expect(rulesBrokenBy((run) => store(run, FIRST, earlier))).toContain(RULE);
  });

  it("is broken by an answer nobody gave, and by another level than the tapped one", () => {
    const [at, id] = [BEGAN_AT + 60_000 - 1, tapId(0)];
    expect(rulesBrokenBy(() => {})).toEqual([]);
    expect(rulesBrokenBy((run) => store(run, FIRST, [3, at, id]))).toEqual([RULE]);
    expect(rulesBrokenBy((run) => store(run, FIRST, [2, at + 10_000_000, "E99"]))).toEqual([RULE]);
  });

  it("counts the later of two answers by LINE's instant, then by the event's id", () => {
    const at = BEGAN_AT + 60_000 - 1;
    const tapAgain = (run: MadeUpRun, id: string, timestamp: number) => {
      addEvent(run, 20, { id, timestamp, data: `rate|${ASSESSMENT}|${FIRST}|1` });
      run.log.push(reply(20, id, [{ type: "text", text: "noted" }]));
    };
    const broken = (id: string, timestamp: number, isStored: boolean) =>
      rulesBrokenBy((run) => {
        tapAgain(run, id, timestamp);
        if (isStored) store(run, FIRST, [1, timestamp, id]);
      });
    expect(broken("E99", at + 1, true)).toEqual([]);
    expect(broken("E99", at + 1, false)).toEqual([RULE]);
    expect(broken("E99", at, true)).toEqual([]);
    expect(broken("E99", at, false)).toEqual([RULE]);
    expect(broken("E00", at, false)).toEqual([]);
    expect(broken("E00", at, true)).toEqual([RULE]);
    expect(broken("E99", at - 1, false)).toEqual([]);
  });

  it("leaves open whether a tap nobody acknowledged is stored", () => {
    const tapLost = (run: MadeUpRun) =>
      run.log.push(webhook(20, { id: "E99", data: `rate|${ASSESSMENT}|${FIRST}|1` }, 0));
    expect(rulesBrokenBy(tapLost)).toEqual([]);
  });

  it("is broken by an assessment that went with its answers", () => {
    expect(
      rulesBrokenBy((run) => {
        run.rows = { ...run.rows, assessments: [] };
      }),
    ).toContain(RULE);
  });
});

describe("figures", () => {
  it("are worked out from the answers", () => {
    const framework = readFramework();
    const items = itemsFor({ kind: "full", stage: "early", group: "others" }, framework);
    const levels = [3, 0, 1, "not_applicable", 2];
    const ratings = Object.fromEntries(
      items.map((item, place): [string, StoredAnswer] => [item, [levels[place] ?? 0, 1, "E"]]),
    );
    const figures = figuresOf("full", ratings, items, items, framework);
    expect(figures.match).toEqual({ own: 5, required: 8, percent: 63 });
    expect(figures.gaps.map(({ gap }) => gap)).toEqual([2, 1]);
  });

  it("must be the stored ones", () => {
    const spoilt = (change: object) =>
      rulesBrokenBy((run) => {
        run.rows = { ...run.rows, assessments: run.rows.assessments.map((row) => ({ ...row, ...change })) };
      });
    expect(spoilt({ answered: 4 })).toEqual(["figures"]);
    expect(spoilt({ completed_at: BEGAN_AT })).toEqual(["figures"]);
    expect(spoilt({ dimension_sums: {} })).toEqual(["figures"]);
    expect(spoilt({ result: { match: { own: 1, required: 2, percent: 50 } } })).toEqual(["figures"]);
  });

  it("must be those of the response", () => {
    const response = { person_id: PERSON, assessment: ASSESSMENT, levels: "2", completed_at: 1 };
    expect(
      rulesBrokenBy((run) => {
        run.rows = { ...run.rows, responses: [response] };
      }),
    ).toEqual(["figures"]);
  });
});

describe("the end", () => {
  it("finds people who have not finished", () => {
    const RULE = "everybody finished";
    expect(
      rulesBrokenBy((run) =>
        run.log.splice(0, 1, { kind: "run", at: BEGAN_AT, seed: 1, people: ["U2"], bug: null }),
      ),
    ).toEqual([RULE]);
    const withoutResult = rulesBrokenBy((run) => {
      withoutCalls(run, LAST_TAP);
      run.log.push(reply(6, LAST_TAP, [{ type: "text", text: "thanks" }]));
    });
    expect(withoutResult).toEqual([RULE]);
  });

  it("finds work that was left", () => {
    const left = (change: Partial<MadeUpRun["stores"]>) =>
      rulesBrokenBy((run) => {
        run.stores = { ...run.stores, ...change };
      });
    const [session] = cleanRun().stores.sessions;
    expect(session).toBeDefined();
    if (session === undefined) return;
    expect(left({ inbox: { dead: 1 } })).toEqual(["nothing left to do"]);
    expect(left({ sessions: [{ ...session, pending: ["E99"] }] })).toEqual(["nothing left to do"]);
    expect(
      left({ sessions: [{ ...session, assessment: { id: ASSESSMENT, ratings: {}, standings: {} } }] }),
    ).toEqual(["nothing left to do"]);
  });

  it("takes for open, not for lost, what still waits when a run was broken off", () => {
    const brokenOff = (waiting: readonly string[]) =>
      rulesBrokenBy((run) => {
        withoutCalls(run, LAST_TAP);
        store(run, ITEMS.at(-1) ?? "", null);
        remembering(run, (recent) => recent.filter((id) => id !== LAST_TAP));
        run.stores = { ...run.stores, waiting, inbox: { waiting: waiting.length } };
      });
    expect(brokenOff([])).toEqual(
      expect.arrayContaining(["answers stored", "everything processed", "nothing lost"]),
    );
    expect(brokenOff([LAST_TAP])).toEqual(["everybody finished", "figures", "nothing left to do"]);
  });

  it("finds calls LINE refused for what they were", () => {
    const call = (status: number, reason: string) => ({
      ...reply(2, tapId(0), []),
      status,
      reason,
      accepted: false,
    });
    expect(rulesBrokenBy((run) => run.log.push(call(400, "invalid_request")))).toEqual([
      "LINE refuses nothing",
    ]);
    expect(rulesBrokenBy((run) => run.log.push(call(401, "unauthorized")))).toEqual(["LINE refuses nothing"]);
    expect(rulesBrokenBy((run) => run.log.push(call(400, "invalid_reply_token")))).toEqual([]);
  });
});

it("a story knows when an event was first sent and first taken", () => {
  const log = [
    webhook(3, { id: "E1" }, 503),
    webhook(2, { id: "E1" }, 0),
    webhook(4, { id: "E1" }),
    webhook(5, { id: "E1" }),
  ];
  const [event] = tellStory(log).people.flatMap(({ events }) => events);
  expect(event).toMatchObject({ sentAt: BEGAN_AT + 60_000, takenAt: BEGAN_AT + 120_005 });
});
