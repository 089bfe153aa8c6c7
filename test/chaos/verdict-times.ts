/* What stood in the way of the work at which time. Part of the verdict: nothing of src. */
import type { FaultEntry, LogEntry } from "./log-entries.ts";
import type { StoryEvent } from "./verdict-story.ts";

/** From here on, ms of the service's time, the reply token of an event may be taken for gone. */
const TOKEN_MS = 50_000;
/** In so long, real ms, a dead worker's claims are taken over three times: work is not put off any longer. */
export const TAKEOVERS_MS = 22_000;
/** As long as one reply is tried, and the one before it of the same person, ms. */
const AT_WORK_MS = 5_000;
/** Keeps work from being done. */
const HAMPERING = ["kill_worker", "restart_redis", "restart_postgres", "cut_line"];

/** Questions about what stood in the way of an event. */
export interface Times {
  /** Whether trouble may have kept it from being worked on until its token was gone. */
  couldBeTooLate(event: StoryEvent): boolean;
  /** Whether a worker that had it in hand was killed then, or Redis was, which is to be told how calls went. */
  isInterrupted(event: StoryEvent): boolean;
}

/** Reads faults and moves of the clock. */
export function timesOf(entries: readonly LogEntry[]): Times {
  const faults = entries.filter((entry) => entry.kind === "fault");
  const isAny = (kinds: readonly string[], from: number, to: number) =>
    faults.some(({ what, at }) => kinds.includes(what) && at >= from && at <= to);
  const killedAt = new Map(faults.flatMap(killOf));
  const outages = faults.filter(({ what }) => what === "restart_redis").map(outageOf);
  const drained = entries.find((entry) => entry.kind === "phase" && entry.what === "drained");
  const drainedAt = drained?.at ?? Number.POSITIVE_INFINITY;
  const goneAt = tokensOf(entries);
  return {
    couldBeTooLate: ({ sentAt, takenAt }) =>
      [sentAt, takenAt ?? sentAt].some((from) => {
        const to = goneAt(from);
        if (to > drainedAt || to - from > TAKEOVERS_MS) return false;
        return to - sentAt < AT_WORK_MS || isAny(HAMPERING, sentAt - AT_WORK_MS, to);
      }),
    isInterrupted: ({ holds }) =>
      holds.some(({ pid, from, to }) => {
        const diedAt = killedAt.get(pid);
        // Whatever it took up after somebody had set out to kill it, it still had in hand.
        const isOrphan = diedAt !== undefined && diedAt <= to;
        return isOrphan || outages.some((outage) => outage.from <= to && outage.to >= from);
      }),
  };
}

/** Which process was killed, and when it was set out to. */
function killOf({ what, at, detail = "" }: FaultEntry): [number, number][] {
  const pid = /^worker-\d+ pid (\d+)$/u.exec(detail)?.[1];
  return what === "kill_worker" && pid !== undefined ? [[Number(pid), at]] : [];
}

function outageOf({ at, detail = "" }: FaultEntry): { readonly from: number; readonly to: number } {
  return { from: at, to: at + Number(/^down for (\d+) ms$/u.exec(detail)?.[1] ?? 0) };
}

/** When, in real time, the token of an event taken at a real time is gone: by itself or by a move of the clock. */
function tokensOf(entries: readonly LogEntry[]): (from: number) => number {
  const moves = entries
    .filter((entry) => entry.kind === "clock")
    .map(({ at, now }) => ({ at, ahead: now - at }));
  return (from) => {
    let ahead = moves.findLast(({ at }) => at <= from)?.ahead ?? 0;
    const until = from + ahead + TOKEN_MS;
    for (const move of moves.filter(({ at }) => at > from)) {
      if (until - ahead <= move.at) break;
      if (move.at + move.ahead >= until) return move.at;
      ahead = move.ahead;
    }
    return until - ahead;
  };
}
