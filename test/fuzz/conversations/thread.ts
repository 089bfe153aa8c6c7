/* Plays conversations in a thread of its own; told by its data which. */
import { parentPort, workerData } from "node:worker_threads";
import { MessageCheck } from "./message-check.ts";
import { type Finding, play } from "./play.ts";

/** Which conversations: every `step`-th from `first` on, below `count`. */
export interface Share {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

const MOST_FINDINGS = 20;

const { seed, first, step, count } = workerData as Share;
const check = new MessageCheck();
const findings = new Map<string, Finding>();
let turns = 0;
let conversations = 0;
for (let number = first; number < count && findings.size < MOST_FINDINGS; number += step) {
  const played = play(seed, number, check);
  turns += played.turns;
  conversations += 1;
  for (const finding of played.findings) {
    const known = findings.get(finding.problem);
    if (known === undefined || known.steps.length > finding.steps.length)
      findings.set(finding.problem, finding);
  }
}
parentPort?.postMessage({ turns, conversations, findings: [...findings.values()], figures: check.figures });
