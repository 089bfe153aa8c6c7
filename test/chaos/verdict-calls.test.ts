import { describe, expect, it } from "vitest";
import {
  addEvent,
  BEGAN_AT,
  ITEMS,
  lateMessage,
  type MadeUpRun,
  questionMessage,
  remembering,
  reply,
  resultMessage,
  rulesBrokenBy,
  tapId,
  webhook,
  withoutCalls,
} from "./verdict-made-up.ts";
import { retryKeyOf } from "./verdict-story.ts";

const SECOND = ITEMS[1] ?? "";
const LAST_TAP = tapId(ITEMS.length - 1);

describe("nothing twice", () => {
  const RULE = "nothing twice";
  const second = questionMessage(SECOND, 20);
  const note = { type: "text", text: "noted" };

  it("is broken by a token or a retry key that is accepted twice", () => {
    const again = reply(3, tapId(0), [note]);
    expect(rulesBrokenBy((run) => run.log.push(again))).toContain(RULE);
    const push = { ...again, endpoint: "push", retryKey: retryKeyOf(tapId(0)) };
    expect(rulesBrokenBy((run) => run.log.push({ ...push, at: push.at + 1 }))).toEqual([RULE]);
  });

  it("is broken by words that answer no event", () => {
    expect(rulesBrokenBy((run) => run.log.push(reply(3, "nobody", [note])))).toEqual([RULE]);
  });

  it("is broken by an answer that arrived and leads a later one all the same", () => {
    const repeated = (run: MadeUpRun) => {
      addEvent(run, 20, { id: "E99", data: "help" });
      run.log.push(reply(20, "E99", [second, note]));
    };
    expect(rulesBrokenBy(repeated)).toEqual([RULE]);
  });

  it("lets an answer that never arrived lead a later one, once", () => {
    const late = (times: number) =>
      rulesBrokenBy((run) => {
        withoutCalls(run, LAST_TAP);
        run.log.push(
          reply(6, LAST_TAP, [resultMessage()], {
            status: 400,
            accepted: false,
            reason: "invalid_reply_token",
          }),
        );
        for (let step = 20; step < 20 + times; step++) {
          addEvent(run, step, { id: `E${step}`, data: "help" });
          run.log.push(reply(step, `E${step}`, [resultMessage(), note]));
        }
      });
    expect(late(1)).toEqual([]);
    expect(late(2)).toEqual([RULE]);
  });
});

describe("nothing forgotten", () => {
  it("is broken by a question that counts fewer answers than were given before", () => {
    const forgetful = (percent: number) =>
      rulesBrokenBy((run) => {
        run.log = run.log.map((entry) =>
          entry.kind === "call" && entry.token === `token of ${tapId(2)}`
            ? { ...entry, messages: [questionMessage(ITEMS[3] ?? "", percent)] }
            : entry,
        );
      });
    expect(forgetful(60)).toEqual([]);
    expect(forgetful(20)).toEqual(["nothing forgotten"]);
  });
});

describe("nothing lost", () => {
  const RULE = "nothing lost";
  const refused = { status: 400, accepted: false, reason: "invalid_reply_token" } as const;
  const MS = BEGAN_AT + 2 * 30_000;
  const broken = (...entries: MadeUpRun["log"]) =>
    rulesBrokenBy((run) => {
      withoutCalls(run, tapId(0));
      run.log.push(...entries);
    });

  it("is broken by an event that was taken and never answered", () => {
    expect(broken()).toEqual([RULE]);
  });

  it("is broken by an answer that was refused and never came again", () => {
    expect(broken(reply(2, tapId(0), [{ type: "text", text: "words" }], refused))).toEqual([RULE]);
    expect(broken(reply(2, tapId(0), [questionMessage(SECOND, 20)], { ...refused, status: 429 }))).toEqual([
      RULE,
    ]);
  });

  it("leaves open what LINE left without an answer", () => {
    expect(broken(reply(2, tapId(0), [], { status: 0, accepted: false }))).toEqual([]);
    expect(broken(reply(2, tapId(0), [], { status: 0, accepted: true }))).toEqual([]);
  });

  it("knows that a token may be gone before anybody could use it, and no later", () => {
    const death = { kind: "fault", at: MS + 6, what: "kill_worker" } as const;
    const move = (ms: number) => ({ kind: "clock", at: MS + ms, now: MS + ms + 3_600_000 }) as const;
    expect(broken(death, move(7_000))).toEqual([]);
    expect(broken(death)).toEqual([RULE]);
    expect(broken(death, move(25_000))).toEqual([RULE]);
    expect(broken(move(7_000))).toEqual([RULE]);
  });

  it("knows that nobody sends again what a dead worker may have sent", () => {
    const tried = reply(2, tapId(0), [{ type: "text", text: "words" }], refused);
    const claim = {
      kind: "claim",
      at: MS + 10,
      now: MS + 10,
      pid: 7,
      entry: "1-0",
      event: tapId(0),
    } as const;
    const release = { kind: "release", at: MS + 20, pid: 7, entry: "1-0" } as const;
    const kill = (ms: number, pid: number) =>
      ({ kind: "fault", at: MS + ms, what: "kill_worker", detail: `worker-1 pid ${pid}` }) as const;
    expect(broken(claim, kill(15, 7), tried)).toEqual([]);
    expect(broken(claim, kill(15, 8), tried)).toEqual([RULE]);
    const before = { ...claim, at: MS + 1, pid: 8, entry: "2-0" };
    expect(broken(before, { ...release, at: MS + 2, entry: "2-0" }, kill(5, 8), tried)).toEqual([RULE]);
    expect(broken(claim, release, kill(25, 7), tried)).toEqual([RULE]);
  });

  it("knows that of two who have the same event in hand neither can tell what the other did with the token", () => {
    const held = (pid: number, from: number, to: number) => [
      { kind: "claim", at: MS + from, now: MS + from, pid, entry: `${pid}-0`, event: tapId(0) } as const,
      { kind: "release", at: MS + to, pid, entry: `${pid}-0` } as const,
    ];
    const tried = reply(2, tapId(0), [{ type: "text", text: "words" }], refused);
    const limited = reply(2, tapId(0), [{ type: "text", text: "words" }], {
      ...refused,
      reason: "rate_limit",
    });
    const [one, other] = [held(7, 10, 20), held(8, 15, 25)];
    expect(broken(...one, ...other, tried, tried)).toEqual([]);
    expect(broken(...one, ...other, tried)).toEqual([RULE]);
    expect(broken(...one, ...other, tried, limited)).toEqual([RULE]);
    expect(broken(...one, ...held(7, 15, 25), tried, tried)).toEqual([RULE]);
    expect(broken(...one, ...held(8, 20, 25), tried, tried)).toEqual([RULE]);
  });

  it("leaves open what the service got no answer to, whatever LINE saw of it", () => {
    const tried = reply(2, tapId(0), [{ type: "text", text: "words" }], { ...refused, status: 429 });
    const unheard = (address: string) =>
      ({
        kind: "unheard",
        at: MS + 60,
        pid: 7,
        endpoint: "reply",
        address,
        messages: [],
        why: "ECONNRESET",
      }) as const;
    expect(broken(unheard(`token of ${tapId(0)}`))).toEqual([]);
    expect(broken(unheard(`token of ${tapId(0)}`), tried)).toEqual([]);
    expect(broken(unheard(`token of ${tapId(1)}`), tried)).toEqual([RULE]);
    const refusing = { ...unheard(`token of ${tapId(0)}`), messages: tried.messages, why: "not connected" };
    expect(broken(refusing)).toEqual([RULE]);
    const death = { kind: "fault", at: MS + 6, what: "restart_postgres" } as const;
    const move = { kind: "clock", at: MS + 7_000, now: MS + 3_600_000 } as const;
    expect(broken(death, refusing, move)).toEqual([RULE]);
  });

  it("leaves open what led an answer that is left open", () => {
    const words = { type: "text", text: "words" };
    const tried = reply(2, tapId(0), [words], refused);
    const carried = (messages: (typeof words)[], status: number) =>
      broken(
        tried,
        webhook(20, { id: "E20", data: "help" }),
        reply(20, "E20", messages, { status, accepted: false, reason: "fault" }),
      );
    const other = { type: "text", text: "other" };
    const rule = "everything processed";
    expect(carried([words, other], 0)).toEqual([rule]);
    expect(carried([words, other], 500)).toEqual([rule]);
    expect(carried([other], 0)).toEqual([rule, RULE]);
    expect(carried([words, other], 429)).toEqual([rule, RULE]);
  });

  it("wants the answer after a card that promised it", () => {
    const promise = (step: number) => reply(step, tapId(0), [lateMessage()]);
    expect(broken(promise(2))).toEqual([]);
    expect(broken(promise(30))).toEqual([RULE]);
  });

  it("wants every event that was taken to be processed", () => {
    const forget = (run: MadeUpRun) => remembering(run, (recent) => recent.filter((id) => id !== tapId(0)));
    expect(rulesBrokenBy(forget)).toEqual(["everything processed"]);
  });

  it("bears that a session remembers the latest twenty only", () => {
    const long = (count: number) =>
      rulesBrokenBy((run) => {
        for (let step = 20; step < 20 + count; step++) {
          addEvent(run, step, { id: `E${step}`, data: "help" });
          run.log.push(reply(step, `E${step}`, [{ type: "text", text: "help" }]));
        }
        remembering(run, (recent) => recent.slice(-20));
      });
    expect(long(40)).toEqual([]);
  });
});
