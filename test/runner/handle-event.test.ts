import { beforeEach, describe, expect, it } from "vitest";
import { groupChatHint } from "../../src/core/conversation/asides.ts";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { content } from "../support/builders.ts";
import { FakeHost, PERSON, personEvent, START, tapped, typed } from "../support/fakes.ts";
import { ACCEPT, followed, handle, saidVia, waitingMessages } from "../support/handling.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});

describe("an event handled for the first time", () => {
  it("stores state, event and answer in one commit, then tells the records and the person", async () => {
    const commits: unknown[] = [];
    const commit = host.sessions.commit.bind(host.sessions);
    host.sessions.commit = (personId, expected, next) => {
      commits.push([expected, structuredClone(next), host.gateway.said.length, host.records.applied.length]);
      return commit(personId, expected, next);
    };
    const event = tapped("e1", ACCEPT);
    const { session, messages, effects } = transition(
      newSession(PERSON),
      { ...event, personId: PERSON },
      content,
    );
    expect(await handle(event, host)).toBe("done");
    const recentEvents = [{ id: "e1", at: START }];
    const turn = {
      eventId: "e1",
      replyToken: "token-e1",
      replyUntil: START + 55_000,
      messages,
      effects,
      revision: 1,
      waiting: false,
    };
    expect(commits).toEqual([
      [0, { revision: 1, session, recentEvents, pending: [turn] }, 0, 0],
      [1, { revision: 2, session, recentEvents, pending: [] }, 1, 1],
    ]);
    expect(host.gateway.said).toEqual([{ via: "token-e1", messages }]);
    expect(host.records.applied).toEqual([{ revision: 1, effects }]);
  });

  it("repeats the pure transition when somebody else was faster", async () => {
    await handle(followed("e1"), host);
    const before = host.sessions.of();
    host.sessions.beforeCommit = () =>
      host.sessions.values.set(PERSON, {
        ...before,
        revision: 7,
        session: { ...before.session, language: "en" },
      });
    expect(await handle(typed("e2", "สวัสดี"), host)).toBe("done");
    expect(host.sessions.of()).toMatchObject({ revision: 9, session: { language: "en" } });
    expect(saidVia(host)).toEqual(["token-e1", "token-e2"]);
  });

  it("gives up for now when somebody else is always faster", async () => {
    host.sessions.commit = async () => false;
    expect(await handle(followed("e1"), host)).toBe("UNAVAILABLE");
    expect(host.gateway.calls).toEqual([]);
  });

  it("says nothing and waits for nothing where there is nothing to say", async () => {
    await handle(followed("e1"), host);
    const unfollowed = personEvent("e2", { type: "unfollowed" }, { replyToken: undefined });
    expect(await handle(unfollowed, host)).toBe("done");
    expect(saidVia(host)).toEqual(["token-e1"]);
    expect(host.sessions.of()).toMatchObject({ session: { reachable: false }, pending: [] });
  });
});

describe("an event claimed again", () => {
  it("changes nothing once it is done", async () => {
    await handle(followed("e1"), host);
    const before = host.sessions.of();
    expect(await handle(followed("e1", { redelivered: true }), host)).toBe("done");
    expect(host.sessions.of()).toEqual(before);
    expect(saidVia(host)).toEqual(["token-e1"]);
  });

  it("is known although many came after it while the records were away", async () => {
    host.records.known = undefined;
    await handle(followed("e0"), host);
    await handle(tapped("e1", ACCEPT), host);
    host.records.isAway = true;
    const switches = Array.from({ length: 30 }, (_, n) =>
      tapped(`s${n}`, `language|${n % 2 === 0 ? "en" : "th"}`, { at: START + n }),
    );
    for (const event of switches) expect(await handle(event, host)).toBe("UNAVAILABLE");
    const answers = host.gateway.said.length;
    for (const event of switches.slice(0, -1)) expect(await handle(event, host)).toBe("done");
    expect(await handle(switches[29] as InboundEvent, host)).toBe("UNAVAILABLE");
    host.records.isAway = false;
    expect(await handle(switches[29] as InboundEvent, host)).toBe("done");
    expect(host.gateway.said).toHaveLength(answers);
    expect(host.sessions.of().pending).toEqual([]);
    expect(host.records.applied.at(-1)?.effects).toMatchObject([{ person: { language: "th" } }]);
  });

  it("does nothing when it is a command older than all the latest ones remembered", async () => {
    for (let n = 1; n <= 20; n++) await handle(typed(`e${n}`, "???", { at: START + n }), host);
    const before = host.sessions.of();
    expect(await handle(tapped("old", "language|en", { at: START }), host)).toBe("done");
    expect(host.sessions.of()).toEqual(before);
  });

  describe("after 20 others that are all later", () => {
    const rate = (id: string, item: string, level: number, n: number) =>
      tapped(id, `rate|begin|${item}|${level}`, { at: START + n });
    beforeEach(async () => {
      await handle(tapped("accept", ACCEPT, { at: START + 1 }), host);
      await handle(tapped("stage", "stage|early", { at: START + 2 }), host);
      await handle(tapped("group", "group|early|service", { at: START + 3 }), host);
      await handle(tapped("begin", "begin_full", { at: START + 4 }), host);
      await handle(rate("first", "DLit100", 2, 5), host);
      for (let n = 1; n <= 20; n++) await handle(typed(`e${n}`, "???", { at: START + 10 + n }), host);
    });
    const ratings = () => host.sessions.of().session.assessment?.ratings;

    it("is applied all the same when it is an answer, and nothing is said to it", async () => {
      expect(await handle(rate("late", "DG100", 3, 6), host)).toBe("done");
      expect(ratings()).toEqual({
        DLit100: [2, START + 5, "first"],
        DG100: [3, START + 6, "late"],
      });
      expect(saidVia(host)).not.toContain("token-late");
    });

    it("says nothing again when it is an answer delivered once more after an older one", async () => {
      await handle(rate("late", "DG100", 3, 4), host);
      const said = saidVia(host);
      await handle(rate("first", "DLit100", 2, 5), host);
      expect(saidVia(host)).toEqual(said);
      expect(waitingMessages(host)).toEqual([]);
    });

    it("says nothing again when it is an answer delivered once more", async () => {
      const before = host.sessions.of();
      const said = host.gateway.calls.length;
      expect(await handle(rate("first", "DLit100", 2, 5), host)).toBe("done");
      await handle(typed("next", "เมนู", { at: START + 40 }), host);
      expect(ratings()).toEqual(before.session.assessment?.ratings);
      expect(host.gateway.calls.slice(said)).toEqual(["reply token-next"]);
      expect(host.gateway.said.at(-1)?.messages).toHaveLength(1);
    });
  });

  it("brings what was accepted to the records, however much came after it while they were away", async () => {
    host.records.known = undefined;
    await handle(followed("e0"), host);
    host.records.isAway = true;
    const accepted = tapped("e1", ACCEPT, { at: START });
    expect(await handle(accepted, host)).toBe("UNAVAILABLE");
    for (let n = 1; n <= 150; n++) {
      await handle(tapped(`s${n}`, `language|${n % 2 === 0 ? "en" : "th"}`, { at: START + n }), host);
    }
    host.records.isAway = false;
    expect(await handle(accepted, host)).toBe("done");
    expect(host.records.types().join(" ")).toContain("save_notice_acceptance");
  });
});

describe("while the records are away", () => {
  beforeEach(async () => {
    await handle(followed("e0"), host);
    host.records.isAway = true;
  });

  it("a person who is known gets the answer, and the records get theirs later", async () => {
    expect(await handle(tapped("e1", ACCEPT), host)).toBe("UNAVAILABLE");
    expect(saidVia(host)).toEqual(["token-e0", "token-e1"]);
    const effects = host.sessions.of().pending.map((turn) => [turn.messages, turn.effects.length]);
    expect(effects).toEqual([[[], 2]]);
    host.records.isAway = false;
    expect(await handle(tapped("e1", ACCEPT), host)).toBe("done");
    expect(host.records.types().at(-1)).toBe("save_person save_notice_acceptance");
    expect(saidVia(host)).toEqual(["token-e0", "token-e1"]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("an answer that waits for the next reply still reaches the records", async () => {
    host.gateway.replies.push("token_gone");
    expect(await handle(tapped("e1", ACCEPT), host)).toBe("UNAVAILABLE");
    host.records.isAway = false;
    expect(await handle(tapped("e1", ACCEPT), host)).toBe("done");
    expect(host.records.types().at(-1)).toBe("save_person save_notice_acceptance");
    expect(waitingMessages(host)).not.toEqual([]);
    await handle(typed("e2", "???"), host);
    expect(saidVia(host)).toEqual(["token-e0", "token-e2"]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("of several changes only the latest waits for them, and every acceptance does", async () => {
    await handle(tapped("e1", ACCEPT), host);
    await handle(tapped("e2", "language|en"), host);
    const waiting = host.sessions
      .of()
      .pending.map(({ eventId, effects }) => [eventId, ...effects.map(({ type }) => type)]);
    expect(waiting).toEqual([
      ["e1", "save_notice_acceptance"],
      ["e2", "save_person"],
    ]);
  });

  it("a stranger waits without anything being stored", async () => {
    host.sessions.values.clear();
    expect(await handle(followed("e9"), host)).toBe("UNAVAILABLE");
    expect(host.sessions.values.size).toBe(0);
    host.records.isAway = false;
    expect(await handle(followed("e9"), host)).toBe("done");
    expect(saidVia(host)).toEqual(["token-e0", "token-e9"]);
  });

  it("an event that fails there for good is answered once, and what is left is kept", async () => {
    host.records.isAway = false;
    host.records.bug = new TypeError("no such column");
    for (let n = 0; n < 5; n++) expect(await handle(tapped("e1", ACCEPT), host)).toBe("TypeError");
    expect(saidVia(host)).toEqual(["token-e0", "token-e1"]);
    host.records.bug = undefined;
    expect(await handle(tapped("e1", ACCEPT), host)).toBe("done");
    expect(host.sessions.of().pending).toEqual([]);
  });
});

it("deletes dead letters of a message that was unsent", async () => {
  const unsent = personEvent("e1", { type: "unsent", messageId: "m-7" }, { replyToken: undefined });
  expect(await handle(unsent, host)).toBe("done");
  expect(host.inbox.erasedMessages).toEqual(["m-7"]);
  expect(host.gateway.calls).toEqual([]);
});

describe("in a group or room", () => {
  const inGroup = (
    act: Extract<InboundEvent, { source: { type: "group" } }>["act"],
    replyToken?: string,
  ) => ({
    id: "g1",
    at: START,
    receivedAt: START,
    redelivered: false,
    replyToken,
    source: { type: "group", groupId: "C1" } as const,
    act,
  });
  const say = (text: string) => inGroup({ type: "typed", text, messageId: "m" }, "token-g");

  it("hints kindly at the 1:1 chat when invited and when one of the bot's words is said", async () => {
    await handle(inGroup({ type: "joined" }, "token-join"), host);
    await handle(say("เมนู"), host);
    const messages = [groupChatHint(content)];
    expect(host.gateway.said).toEqual([
      { via: "token-join", messages },
      { via: "token-g", messages },
    ]);
  });

  it("keeps out of what people say to each other, and stores nothing", async () => {
    await handle(say("เที่ยงนี้กินอะไรดี"), host);
    await handle(inGroup({ type: "joined" }), host);
    expect(host.gateway.calls).toEqual([]);
    expect(host.sessions.values.size).toBe(0);
    expect(host.records.applied).toEqual([]);
  });
});
