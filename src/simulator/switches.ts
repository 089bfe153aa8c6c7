import { z } from "zod";

/** What LINE, or the road to it, does badly on purpose. */
export interface Switches {
  /** Every event that was answered 2xx is delivered once more, marked as a redelivery. */
  redeliver: boolean;
  /** Every event is posted twice at once, neither marked. */
  duplicate: boolean;
  /** Waited before each first delivery, ms. */
  delayMs: number;
  /** So many events are held back, then posted in another order; 0 switches it off. */
  reorder: number;
  /** What the held events do when released: separate posts in another order, or one post in order. */
  releaseAs: "shuffled" | "one_post";
  /** The monthly quota in messages; null is an unlimited plan. */
  quota: number | null;
}

/** How a call can fail: `accept_then_...` does the work first; what hangs is never answered. */
export const CALL_FAULTS = ["429", "500", "hang", "accept_then_hang", "accept_then_500"] as const;

/** @see CALL_FAULTS */
export type CallFault = (typeof CALL_FAULTS)[number];

/** Switches as the page or a test hands them in: any of them. */
export const switchesPatch = z.strictObject({
  redeliver: z.boolean().optional(),
  duplicate: z.boolean().optional(),
  delayMs: z.number().int().min(0).max(60_000).optional(),
  reorder: z.number().int().min(0).max(100).optional(),
  releaseAs: z.enum(["shuffled", "one_post"]).optional(),
  quota: z.number().int().min(0).nullable().optional(),
});

/** The faults {@link CallFault} names, for parsing. */
export const callFault = z.enum(CALL_FAULTS);

/** Everything off: LINE on a good day. */
export function calmSwitches(quota: number | null): Switches {
  return { redeliver: false, duplicate: false, delayMs: 0, reorder: 0, releaseAs: "shuffled", quota };
}
