import type { Host } from "../../src/runner/host.ts";
import type { InboundEvent } from "../../src/runner/inbound-event.ts";
import { override } from "./override.ts";

/** Every step between reading an event and acknowledging it after which a process may be gone. */
export const CRASH_POINTS = [
  "claimed",
  "loaded",
  "committing",
  "committed",
  "recording",
  "recorded",
  "replying",
  "replied",
  "settling",
  "settled",
  "acknowledging",
  "acknowledged",
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/**
 * A host whose process ends at a point of the work on the first event that is new; events others left behind
 * are finished first.
 *
 * @param crash must never resolve
 */
export function crashingHost(
  host: Host,
  point: CrashPoint,
  crash: () => Promise<never>,
  isNew: (event: InboundEvent) => boolean = () => true,
): Host {
  let isArmed = false;
  let commits = 0;
  const at = async (here: CrashPoint) => {
    if (isArmed && here === point) await crash();
  };
  const { sessions, inbox, records, gateway } = host;
  const around = async <T>(before: CrashPoint, after: CrashPoint, work: () => Promise<T>): Promise<T> => {
    await at(before);
    const done = await work();
    await at(after);
    return done;
  };
  return {
    ...host,
    inbox: override(inbox, {
      async claim(options) {
        const claimed = await inbox.claim(options);
        isArmed ||= claimed.some(({ event }) => isNew(event));
        if (claimed.length > 0) await at("claimed");
        return claimed;
      },
      acknowledge: (ids) => around("acknowledging", "acknowledged", () => inbox.acknowledge(ids)),
    }),
    sessions: override(sessions, {
      async load(personId) {
        const stored = await sessions.load(personId);
        await at("loaded");
        return stored;
      },
      commit(...args) {
        if (isArmed) commits += 1;
        const isFirst = commits <= 1;
        return around(isFirst ? "committing" : "settling", isFirst ? "committed" : "settled", () =>
          sessions.commit(...args),
        );
      },
    }),
    records: override(records, {
      apply: (...args) => around("recording", "recorded", () => records.apply(...args)),
    }),
    gateway: override(gateway, {
      reply: (...args) => around("replying", "replied", () => gateway.reply(...args)),
    }),
  };
}
