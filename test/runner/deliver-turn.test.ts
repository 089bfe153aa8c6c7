import { beforeEach, describe, expect, it } from "vitest";
import type { ReplyOutcome } from "../../src/runner/ports.ts";
import { retryKeyFor } from "../../src/runner/retry-key.ts";
import { FakeHost, PERSON, START, tapped, typed } from "../support/fakes.ts";
import { ACCEPT, answersTo, followed, handle, saidVia, waitingMessages } from "../support/handling.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});

describe("how a reply went", () => {
  const event = followed("e1");
  const [greeting = []] = answersTo(event);

  /** The state of the answer afterwards. */
  function outcome() {
    return {
      said: host.gateway.said.length,
      waiting: waitingMessages(host).length,
      turns: host.sessions.of().pending.length,
    };
  }
  const SENT = { said: 1, waiting: 0, turns: 0 };
  const NEVER = { said: 0, waiting: 0, turns: 0 };
  const WAITS = { said: 0, waiting: greeting.length, turns: 1 };
  const UNKNOWN = { said: 0, waiting: 0, turns: 1 };

  const FRESH: readonly (readonly [ReplyOutcome, string, object])[] = [
    ["delivered", "done", SENT],
    ["token_gone", "done", WAITS],
    ["refused", "done", NEVER],
    ["ambiguous", "done", NEVER],
    ["failed", "UNAVAILABLE", WAITS],
    ["unsure", "UNAVAILABLE", WAITS],
  ];
  it.each(FRESH)("fresh, token alive, %s: %s", async (told, ending, state) => {
    host.gateway.replies.push(told);
    expect(await handle(event, host)).toBe(ending);
    expect(outcome()).toEqual(state);
  });

  it("fresh, token expired: waits without a call", async () => {
    host.now = START + 55_000;
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(WAITS);
    expect(host.gateway.calls).toEqual([]);
  });

  const AGAIN: readonly (readonly [ReplyOutcome, string, object])[] = [
    ["delivered", "done", SENT],
    ["token_gone", "done", NEVER],
    ["refused", "done", NEVER],
    ["ambiguous", "done", NEVER],
    ["failed", "UNAVAILABLE", UNKNOWN],
    ["unsure", "UNAVAILABLE", UNKNOWN],
  ];
  it.each(AGAIN)("claimed again, token alive, %s: %s", async (told, ending, state) => {
    host.sessions.loseNextAnswer = true;
    expect(await handle(event, host)).toBe("UNAVAILABLE");
    host.gateway.replies.push(told);
    expect(await handle(event, host)).toBe(ending);
    expect(outcome()).toEqual(state);
  });

  it("claimed again, token expired: nobody knows whether it was sent, so it is not", async () => {
    host.sessions.loseNextAnswer = true;
    await handle(event, host);
    host.now = START + 55_000;
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(NEVER);
    expect(host.gateway.calls).toEqual([]);
  });

  it("claimed again after it was accepted and the answer lost: the token stops a second time", async () => {
    host.sessions.loseNextAnswer = true;
    await handle(event, host);
    await host.gateway.reply("token-e1", greeting);
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(SENT);
  });

  it("sends the same answer with the same token after LINE failed for a while", async () => {
    host.gateway.replies.push("failed", "failed");
    expect(await handle(event, host)).toBe("UNAVAILABLE");
    expect(await handle(event, host)).toBe("UNAVAILABLE");
    expect(outcome()).toEqual(WAITS);
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(SENT);
    expect(host.gateway.said).toEqual([{ via: "token-e1", messages: greeting }]);
  });

  it("does not send it again when the next reply led with it meanwhile", async () => {
    host.gateway.replies.push("failed");
    await handle(event, host);
    const next = typed("e2", "???");
    await handle(next, host);
    expect(await handle(event, host)).toBe("done");
    expect(saidVia(host)).toEqual(["token-e2"]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("keeps it when the token turns out dead after attempts that certainly failed", async () => {
    host.gateway.replies.push("failed", "failed", "token_gone");
    for (const ending of ["UNAVAILABLE", "UNAVAILABLE", "done"])
      expect(await handle(event, host)).toBe(ending);
    expect(outcome()).toEqual(WAITS);
  });

  it("takes a dead token for an answer that arrived when LINE had answered with an error of its own", async () => {
    host.gateway.replies.push("unsure", "failed", "token_gone");
    for (const ending of ["UNAVAILABLE", "UNAVAILABLE", "done"])
      expect(await handle(event, host)).toBe(ending);
    expect(outcome()).toEqual(NEVER);
  });

  it("gives up what LINE may have accepted when its token dies or a newer answer is due", async () => {
    host.pushLateAnswers = true;
    host.gateway.replies.push("unsure");
    await handle(event, host);
    host.now = START + 60_000;
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(NEVER);

    host.gateway.replies.push("unsure");
    await handle({ ...typed("e2", "???"), at: host.now, receivedAt: host.now }, host);
    await handle({ ...typed("e3", "???"), at: host.now, receivedAt: host.now }, host);
    expect(saidVia(host)).toEqual(["token-e3"]);
    expect(host.gateway.said[0]?.messages).toEqual(answersTo(typed("e3", "???"))[0]);
  });

  it("lets it wait for good when LINE failed for longer than the token lives", async () => {
    host.gateway.replies.push("failed");
    await handle(event, host);
    host.now = START + 60_000;
    expect(await handle(event, host)).toBe("done");
    expect(outcome()).toEqual(WAITS);
  });
});

describe("an answer whose token has gone", () => {
  it("is pushed, once, where that is switched on", async () => {
    host.pushLateAnswers = true;
    host.now = START + 55_000;
    const [greeting = []] = answersTo(followed("e1"));
    await handle(followed("e1"), host);
    expect(host.gateway.said).toEqual([{ via: `push to ${PERSON}`, messages: greeting }]);
    expect(host.gateway.calls).toEqual([`push ${await retryKeyFor("e1")}`]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it.each(["quota_reached", "failed"] as const)("waits when the push ended with %s", async (told) => {
    host.pushLateAnswers = true;
    host.now = START + 55_000;
    host.gateway.pushes.push(told);
    await handle(followed("e1"), host);
    expect(waitingMessages(host)).toEqual(answersTo(followed("e1"))[0]);
  });

  it.each(["ambiguous", "refused"] as const)(
    "is not sent again when the push ended with %s",
    async (told) => {
      host.pushLateAnswers = true;
      host.now = START + 55_000;
      host.gateway.pushes.push(told);
      await handle(followed("e1"), host);
      expect(host.sessions.of().pending).toEqual([]);
    },
  );

  it("is never pushed after an ambiguous reply, nor where the token should have been good", async () => {
    host.pushLateAnswers = true;
    host.gateway.replies.push("ambiguous", "token_gone");
    await handle(followed("e1"), host);
    await handle(typed("e2", "???"), host);
    expect(host.gateway.calls).toEqual(["reply token-e1", "reply token-e2"]);
  });

  it("leads the next reply", async () => {
    const [first, second] = [followed("e1"), tapped("e2", ACCEPT)];
    const [greeting = [], accepted = []] = answersTo(first, second);
    host.gateway.replies.push("token_gone");
    await handle(first, host);
    await handle(second, host);
    expect(host.gateway.said).toEqual([{ via: "token-e2", messages: [...greeting, ...accepted] }]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("is said once when the next reply says the same", async () => {
    const [first, second] = [typed("e1", "สวัสดี"), typed("e2", "สวัสดี")];
    host.gateway.replies.push("token_gone");
    await handle(first, host);
    await handle(second, host);
    expect(host.gateway.said).toEqual([{ via: "token-e2", messages: answersTo(first, second)[1] }]);
  });
});
