import type { Config } from "./config.ts";
import type { Content } from "./core/content.ts";
import type { OpenStorage } from "./open-storage.ts";
import { failFast, restAfterTrouble } from "./runner/fail-fast.ts";
import type { Host } from "./runner/host.ts";
import { createLookUp } from "./runner/look-up.ts";
import type { Clock, Log, MessagingGateway } from "./runner/ports.ts";
import type { ReminderDesk } from "./runner/reminder-desk.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";
import type { Metrics } from "./web/metrics.ts";

interface HostParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly content: Content;
  readonly storage: OpenStorage;
  readonly teams: TeamSnapshots;
  readonly gateway: MessagingGateway;
  readonly desk: ReminderDesk;
  readonly metrics: Metrics;
}

/** What the worker carries turns out with. */
export function createHost(parts: HostParts): Host {
  const { config, clock, log, content, storage, teams, gateway, desk, metrics } = parts;
  const { sessions, inbox, linking, oneTimeLinks } = storage;
  const { publicBaseUrl, pushLateAnswers } = config;
  const attempt = restAfterTrouble(clock);
  return {
    clock,
    content,
    sessions,
    records: failFast(storage.records, attempt),
    lookUp: createLookUp({
      clock,
      linking,
      oneTimeLinks,
      teams,
      desk,
      publicBaseUrl,
      attempt,
      attemptCount: restAfterTrouble(clock),
    }),
    inbox,
    gateway,
    log,
    meter: metrics,
    pushLateAnswers,
  };
}
