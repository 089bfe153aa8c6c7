import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apology, lateAnswerCard } from "../../src/core/conversation/asides.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { UnavailableError } from "../../src/runner/ports.ts";
import { Worker } from "../../src/runner/worker.ts";
import { content } from "../support/builders.ts";
import { FakeHost, PERSON, personEvent, START, tapped, typed } from "../support/fakes.ts";

const ACCEPT = `accept|${content.notice.version}`;

let host: FakeHost;
let worker: Worker;
beforeEach(() => {
  host = new FakeHost();
  worker = new Worker(host, { name: "w" });
});
afterEach(() => worker.stop());

/** The next so many outcomes the worker counts. */
function outcomes(count: number): Promise<readonly string[]> {
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  host.onHandled = (outcome) => {
    seen.push(outcome);
    if (seen.length === count) resolve(seen);
  };
  return promise;
}

/** Resolves when an event was put back. */
function putBack(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  host.inbox.onReleased = resolve;
  return promise;
}

async function work(...events: readonly InboundEvent[]): Promise<readonly string[]> {
  const handled = outcomes(events.length);
  await host.inbox.append(events);
  worker.start();
  return handled;
}

/** Hands the event out again at this age. */
async function again(ageMs: number): Promise<void> {
  const back = putBack();
  host.now = START + ageMs;
  host.inbox.ripen();
  await back;
}

async function begin(event: InboundEvent): Promise<void> {
  const back = putBack();
  await host.inbox.append([event]);
  worker.start();
  await back;
}

describe("a worker", () => {
  it("answers events and deletes them from the inbox", async () => {
    expect(await work(typed("e1", "สวัสดี"), tapped("e2", ACCEPT))).toEqual(["done", "done"]);
    expect(host.gateway.said.map(({ via }) => via)).toEqual(["token-e1", "token-e2"]);
    expect(host.inbox.entries).toEqual([]);
    expect(host.sessions.of().revision).toBe(4);
  });

  it("finishes what it works on when it is stopped, and leaves the rest to others", async () => {
    const { promise: replied, resolve: answer } = Promise.withResolvers<"delivered">();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    host.gateway.reply = (token) => {
      host.gateway.calls.push(token);
      ask();
      return replied;
    };
    await host.inbox.append([typed("e1", "สวัสดี"), typed("e2", "สวัสดี")]);
    worker.start();
    await asked;
    const stopped = worker.stop();
    answer("delivered");
    await stopped;
    await host.inbox.append([typed("e3", "สวัสดี")]);
    expect(host.gateway.calls).toEqual(["token-e1"]);
    expect(host.inbox.entries).toMatchObject([
      { event: { id: "e2" }, state: "released", retryAfterMs: 0, failures: 0 },
      { event: { id: "e3" }, state: "ready" },
    ]);
  });

  it("leaves an event to others that it could not acknowledge", async () => {
    host.inbox.acknowledge = async () => {
      throw new UnavailableError("inbox");
    };
    await begin(typed("e1", "สวัสดี"));
    expect(host.counted).toEqual(["reply delivered", "later"]);
    expect(host.gateway.calls).toEqual(["reply token-e1"]);
  });
});

describe("while an answer has to wait", () => {
  beforeEach(() => {
    host.sessions.isAway = true;
  });

  it("shows the loading animation once, the card once when the minute runs out, then the answer waits", async () => {
    await begin(typed("e1", "สวัสดี"));
    for (const ageMs of [1_000, 9_999, 10_000, 39_999]) await again(ageMs);
    expect(host.gateway.calls).toEqual(["loading 20 s"]);
    for (const ageMs of [40_000, 45_000, 54_999, 55_000]) await again(ageMs);
    const card = { via: "token-e1", messages: [lateAnswerCard("th", content)] };
    expect(host.gateway.said).toEqual([card]);
    host.sessions.isAway = false;
    const handled = outcomes(2);
    host.inbox.ripen();
    await host.inbox.append([tapped("e2", "see_answer", { receivedAt: host.now })]);
    expect(await handled).toEqual(["done", "done"]);
    expect(host.gateway.calls).toEqual(["loading 20 s", "reply token-e1", "reply token-e2"]);
    expect(host.gateway.said).toMatchObject([card, { via: "token-e2" }]);
    expect(host.sessions.of().pending).toEqual([]);
  });

  it("tries the card again when LINE did not take it", async () => {
    host.gateway.replies.push("failed");
    await begin(typed("e1", "สวัสดี"));
    await again(41_000);
    await again(46_000);
    expect(host.gateway.said).toHaveLength(1);
  });

  it("asks for it often at first, rarely once the minute is over", async () => {
    const pauses: (number | undefined)[] = [];
    await begin(typed("e1", "สวัสดี"));
    for (const ageMs of [4_999, 5_000, 59_999, 60_000]) {
      await again(ageMs);
      pauses.push(host.inbox.entries[0]?.retryAfterMs);
    }
    expect(pauses).toEqual([1_000, 5_000, 5_000, 15_000]);
  });

  it("counts no failure against the event", async () => {
    await begin(typed("e1", "สวัสดี"));
    for (let n = 1; n <= 6; n++) await again(n);
    expect(host.inbox.entries[0]?.failures).toBe(0);
    expect(host.inbox.dead).toEqual([]);
  });

  it("shows nothing where nobody can see it", async () => {
    host.sessions.isAway = true;
    await begin(personEvent("e1", { type: "unfollowed" }, { replyToken: undefined }));
    await again(41_000);
    expect(host.gateway.calls).toEqual([]);
  });
});

describe("when only the records are away", () => {
  it("comforts nobody who has the answer already", async () => {
    expect(await work(typed("e0", "สวัสดี"))).toEqual(["done"]);
    host.records.isAway = true;
    await begin(tapped("e1", ACCEPT));
    await again(1_000);
    await again(41_000);
    expect(host.gateway.calls).toEqual(["reply token-e0", "reply token-e1"]);
  });

  it("nor does a worker that takes the event over", async () => {
    await work(typed("e0", "สวัสดี"));
    host.records.isAway = true;
    await begin(tapped("e1", ACCEPT));
    await worker.stop();
    worker = new Worker(host, { name: "other" });
    worker.start();
    await again(41_000);
    expect(host.gateway.calls).toEqual(["reply token-e0", "reply token-e1"]);
  });
});

it("keeps the token for the answer when that may be stored already", async () => {
  host.sessions.loseNextAnswer = true;
  await begin(typed("e1", "สวัสดี"));
  expect(host.gateway.calls).toEqual([]);
  const handled = outcomes(1);
  host.now = START + 41_000;
  host.inbox.ripen();
  expect(await handled).toEqual(["done"]);
  expect(host.gateway.said).toMatchObject([{ via: "token-e1" }]);
});

describe("an event that fails", () => {
  beforeEach(() => {
    host.sessions.load = async () => {
      throw new TypeError("ข้อความของคน");
    };
  });

  it("is tried five times, ever later, then buried, and the person hears an apology", async () => {
    const pauses: (number | undefined)[] = [];
    await begin(typed("e1", "สวัสดี"));
    for (const ageMs of [1_000, 3_000, 7_000]) {
      pauses.push(host.inbox.entries[0]?.retryAfterMs);
      await again(ageMs);
    }
    pauses.push(host.inbox.entries[0]?.retryAfterMs);
    const dead = outcomes(1);
    host.now = START + 15_000;
    host.inbox.ripen();
    expect(await dead).toEqual(["dead"]);
    await worker.stop();
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(host.inbox.dead).toMatchObject([
      { event: { id: "e1" }, reason: "TypeError", deadAt: START + 15_000 },
    ]);
    expect(host.inbox.entries).toEqual([]);
    expect(host.gateway.said).toEqual([{ via: "token-e1", messages: [apology("th", content)] }]);
  });

  it("is logged with what a programmer needs and nothing a person wrote", async () => {
    await begin(typed("e1", "สวัสดี"));
    const [line = "{}"] = host.lines;
    expect(JSON.parse(line)).toMatchObject({ eventId: "e1", act: "typed", failures: 1, error: "TypeError" });
    expect(line).toContain("worker.test.ts");
    expect(line).not.toMatch(/ข้อความของคน|สวัสดี|token-e1/);
    expect(line).not.toContain(PERSON);
  });
});

it("keeps the apology for the next reply when the reply token is worth nothing any more", async () => {
  await work(typed("e0", "สวัสดี"));
  const load = host.sessions.load.bind(host.sessions);
  let failures = 5;
  host.sessions.load = async (personId) => {
    if (failures-- > 0) throw new TypeError("broken for a while");
    return load(personId);
  };
  await begin(typed("e1", "สวัสดี"));
  for (const ageMs of [1_000, 3_000, 7_000]) await again(ageMs);
  const dead = outcomes(1);
  host.now = START + 120_000;
  host.inbox.ripen();
  expect(await dead).toEqual(["dead"]);
  await worker.stop();
  expect(host.gateway.calls).toEqual(["reply token-e0"]);
  expect(host.sessions.of().pending).toMatchObject([
    { eventId: "apology e1", messages: [apology("th", content)], waiting: true },
  ]);
});

it("does not apologise to somebody who has the answer", async () => {
  await work(typed("e0", "สวัสดี"));
  host.records.bug = new TypeError("no such column");
  await begin(tapped("e1", ACCEPT));
  for (let n = 1; n <= 3; n++) await again(n);
  const dead = outcomes(1);
  host.inbox.ripen();
  expect(await dead).toEqual(["dead"]);
  await worker.stop();
  expect(host.gateway.calls).toEqual(["reply token-e0", "reply token-e1"]);
});

it("puts an event back as soon as an inbox that went away is there again", async () => {
  host.sessions.isAway = true;
  const showLoading = host.gateway.showLoading.bind(host.gateway);
  host.gateway.showLoading = async (...args) => {
    await showLoading(...args);
    host.inbox.isAway = true;
  };
  const release = host.inbox.release.bind(host.inbox);
  let refused = 0;
  host.inbox.release = async (...args) => {
    if (host.inbox.isAway) refused += 1;
    if (refused === 2) host.inbox.isAway = false;
    return release(...args);
  };
  await begin(typed("e1", "สวัสดี"));
  expect(host.inbox.entries).toMatchObject([{ state: "released", failures: 0 }]);
});
