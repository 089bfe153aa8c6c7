import { describe, expect, it } from "vitest";
import { newSession } from "../../src/core/conversation/new-session.ts";
import { transition } from "../../src/core/conversation/transition.ts";
import type { Host } from "../../src/runner/host.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { Worker } from "../../src/runner/worker.ts";
import { content } from "../support/builders.ts";
import { CRASH_POINTS, type CrashPoint, crashingHost } from "../support/crash-points.ts";
import { FakeHost, PERSON, START, tapped } from "../support/fakes.ts";

const EVENTS = [
  tapped("e1", `accept|${content.notice.version}`),
  tapped("e2", "stage|early"),
  tapped("e3", "group|early|service"),
  tapped("e4", "begin_full"),
];

const SWITCHES = Array.from({ length: 12 }, (_, n) =>
  tapped(`t${n}`, `language|${n % 2 === 0 ? "en" : "th"}`, { at: START + n }),
);

/** What becomes of events when nothing goes wrong. */
function expected(events = EVENTS) {
  let session = newSession(PERSON);
  const said = events.map(({ id, at, act, replyToken }) => {
    const turn = transition(session, { id, at, act, personId: PERSON }, content);
    session = turn.session;
    return { via: replyToken, messages: turn.messages };
  });
  return { said, session };
}

/** A worker that is gone at the point: nothing it began goes on. */
function workUntil(host: FakeHost, point: CrashPoint, newest?: InboundEvent): Promise<void> {
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  let isGone = false;
  const crash = () => {
    isGone = true;
    resolve();
    return new Promise<never>(() => {});
  };
  const onlyWhileAlive = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => (isGone ? new Promise(() => {}) : value.apply(target, args));
      },
    });
  const mortal: Host = {
    clock: host.clock,
    content: host.content,
    log: host.log,
    meter: host.meter,
    pushLateAnswers: host.pushLateAnswers,
    sessions: onlyWhileAlive(host.sessions),
    inbox: onlyWhileAlive(host.inbox),
    records: onlyWhileAlive(host.records),
    lookUp: onlyWhileAlive(host.lookUp),
    gateway: onlyWhileAlive(host.gateway),
  };
  const isNew = ({ id }: InboundEvent) => newest === undefined || id === newest.id;
  new Worker(crashingHost(mortal, point, crash, isNew), {
    name: `crashes when ${point}`,
    concurrency: 1,
  }).start();
  return gone;
}

async function finish(host: FakeHost): Promise<void> {
  const worker = new Worker(host, { name: "second" });
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  host.onHandled = () => {
    if (host.inbox.entries.length === 0) resolve();
  };
  host.inbox.goStale();
  worker.start();
  if (host.inbox.entries.length > 0) await idle;
  await worker.stop();
}

describe("a worker that is gone in the middle of an event", () => {
  it.each(CRASH_POINTS)("when %s: a second one finishes, everything said once", async (point) => {
    const host = new FakeHost();
    const { said, session } = expected();
    const gone = workUntil(host, point);
    await host.inbox.append(EVENTS);
    await gone;
    await finish(host);
    expect(host.gateway.said).toEqual(said);
    expect(host.sessions.of()).toMatchObject({ session, pending: [] });
    expect(host.records.applied.at(-1)).toMatchObject({
      effects: [{ type: "save_assessment", status: "in_progress", assessment: session.assessment }],
    });
    expect(host.inbox.entries).toEqual([]);
  });

  it("one after the other, each at another step: the same", async () => {
    const host = new FakeHost();
    const events = [...EVENTS, ...SWITCHES].slice(0, CRASH_POINTS.length);
    for (const [n, point] of CRASH_POINTS.entries()) {
      host.inbox.goStale();
      await host.inbox.append(events.slice(n, n + 1));
      await workUntil(host, point, events[n]);
    }
    await finish(host);
    const { said, session } = expected(events);
    expect(host.gateway.said).toEqual(said);
    expect(host.sessions.of()).toMatchObject({ session, pending: [] });
  });
});

it("two workers on the events of one person at once lose nothing and say nothing twice", async () => {
  const host = new FakeHost();
  const workers = ["a", "b", "c"].map((name) => new Worker(host, { name, concurrency: 2 }));
  for (const worker of workers) worker.start();
  await host.inbox.append([...EVENTS, ...SWITCHES, ...SWITCHES]);
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  host.onHandled = () => {
    if (host.inbox.entries.length === 0) resolve();
  };
  await idle;
  await Promise.all(workers.map((worker) => worker.stop()));
  const tokens = host.gateway.said.map(({ via }) => via);
  expect(tokens.toSorted()).toEqual([...EVENTS, ...SWITCHES].map(({ id }) => `token-${id}`).toSorted());
  expect(host.sessions.of().pending).toEqual([]);
  const known = host.sessions.of().recentEvents.map(({ id }) => id);
  expect(known.toSorted()).toEqual([...EVENTS, ...SWITCHES].map(({ id }) => id).toSorted());
});
