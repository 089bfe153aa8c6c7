import { CALL_FAULTS, type CallFault } from "./switches.ts";

/** How pushes, or calls of other endpoints, shall fail: the share of each fault, 0 up to 1, together 1 at most. */
export interface PushFaultPlan {
  readonly seed: number;
  readonly rates: Readonly<Partial<Record<CallFault, number>>>;
  /** What the paths of the endpoints that fail end with; pushes unless given. */
  readonly endpoints?: readonly string[];
}

/** Faults of pushes as chance has them, for tests that go on for long. */
export interface PushFaults {
  set(plan: PushFaultPlan | null): void;
  /** What goes wrong with this call; nothing with most, and with those of endpoints not planned for. */
  next(endpoint: string): CallFault | undefined;
}

const PUSHES = ["/message/push"];

export function createPushFaults(): PushFaults {
  let plan: PushFaultPlan | null = null;
  let random = () => 0;
  return {
    set(next) {
      plan = next;
      random = seededRandom(next?.seed ?? 0);
    },
    next(endpoint) {
      if (plan === null) return undefined;
      const { endpoints = PUSHES } = plan;
      if (!endpoints.some((path) => endpoint.endsWith(path))) return undefined;
      let left = random();
      for (const fault of CALL_FAULTS) {
        left -= plan.rates[fault] ?? 0;
        if (left < 0) return fault;
      }
      return undefined;
    },
  };
}

/** A generator of numbers from 0 up to 1 (mulberry32): the same numbers for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
