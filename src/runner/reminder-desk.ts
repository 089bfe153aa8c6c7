import type { Membership } from "../core/people/membership.ts";
import type { Organisation } from "../core/people/organisation.ts";
import type {
  LaunchOutcome,
  PreviewOutcome,
  ProgressView,
  ReminderRun,
  Steering,
} from "../core/reminder/reminder.ts";

/** Who starts or steers a run. */
export interface ReminderActor {
  /** As the audit log has it. */
  readonly name: string;
  /** Whose LINE account gets the report; null for nobody. */
  readonly reporter: string | null;
}

/** What the chat, the command line and the schedule ask for. All methods throw UnavailableError. */
export interface ReminderDesk {
  preview(organisation: Pick<Organisation, "id">, unit: string, at: number): Promise<PreviewOutcome>;
  /**
   * Starts a run of the organisation's open round.
   * @param order.id of the run: the same order again gives the same run
   * @param order.atMost as the preview promised; null for a scheduled run
   */
  launch(order: {
    readonly id: string;
    readonly organisation: string;
    readonly unit: string;
    readonly step: string;
    readonly atMost: number | null;
    readonly actor: ReminderActor;
    readonly at: number;
  }): Promise<LaunchOutcome>;
  progress(membership: Membership, unit: string, at: number): Promise<ProgressView | null>;
  run(organisation: string, id: string): Promise<ReminderRun | null>;
  steer(
    organisation: string,
    id: string,
    steering: Steering,
    actor: string,
    at: number,
  ): Promise<{ readonly run: ReminderRun | null; readonly isChanged: boolean }>;
}
