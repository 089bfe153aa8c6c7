/** New responses that must have arrived before figures are renewed. */
export const NEW_RESPONSES_FOR_SNAPSHOT = 5;

/** What happened in a round since its latest snapshot. */
export interface SinceSnapshot {
  /** People with a counting response now who had none in it. */
  readonly newResponses: number;
  readonly isRoundClosed: boolean;
  /** Whether the latest snapshot was already taken of the closed round. */
  readonly wasRoundClosed: boolean;
}

/** Whether to take a snapshot: enough is new, or the round has closed since. Never because somebody asks. */
export function isSnapshotDue(since: SinceSnapshot, newResponses = NEW_RESPONSES_FOR_SNAPSHOT): boolean {
  return since.newResponses >= newResponses || (since.isRoundClosed && !since.wasRoundClosed);
}
