import type { ReminderKey, ReminderLedger, ReminderOutcome } from "./reminders.ts";
import { untilReachable } from "./until-reachable.ts";

type Outcomes = Parameters<ReminderLedger["settle"]>[1];

/** What settling a batch needs. */
export interface SettlingParts {
  readonly ledger: Pick<ReminderLedger, "settle">;
  /** Epoch ms. */
  readonly now: () => number;
  /** Whether the claim is worth anything, and somebody still waits for it. */
  readonly mayGoOn: () => boolean;
}

/** What came out of a claimed batch is noted in parts: nobody waits for the one call that hangs. */
const SETTLE_EVERY_MS = 1_000;

/** Collects outcomes of one claim and takes them to the ledger. */
export class BatchSettling {
  readonly #token: string;
  readonly #parts: SettlingParts;
  #outcomes: Outcomes[number][] = [];

  constructor(token: string, parts: SettlingParts) {
    this.#token = token;
    this.#parts = parts;
  }

  note({ run, member }: ReminderKey, outcome: ReminderOutcome): void {
    this.#outcomes.push({ run, member, outcome });
  }

  /** Settles every second what is known, and the rest when the work is over. Throws what settling throws. */
  async while(work: Promise<unknown>): Promise<void> {
    for (let isOver = false; !isOver; ) {
      isOver = await isOverWithin(work, SETTLE_EVERY_MS);
      await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    if (outcomes.length === 0) return;
    const { ledger, now, mayGoOn } = this.#parts;
    await untilReachable(() => ledger.settle(this.#token, outcomes, now()), mayGoOn);
  }
}

async function isOverWithin(work: Promise<unknown>, durationMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const later = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, durationMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), later]);
  } finally {
    clearTimeout(timer);
  }
}
