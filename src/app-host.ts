import type { Config } from "./config.ts";
import { loadTemplates } from "./content/load-templates.ts";
import type { Content } from "./core/content.ts";
import { fixedToken, StatelessTokenSource } from "./line/channel-access-token.ts";
import { LineGateway } from "./line/line-gateway.ts";
import { createMessageRenderer } from "./line/render-message.ts";
import type { OpenStorage } from "./open-storage.ts";
import { failFast, restAfterTrouble } from "./runner/fail-fast.ts";
import type { Host } from "./runner/host.ts";
import { createLookUp } from "./runner/look-up.ts";
import type { Clock, Log } from "./runner/ports.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";
import type { Metrics } from "./web/metrics.ts";

interface HostParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly content: Content;
  readonly storage: OpenStorage;
  readonly teams: TeamSnapshots;
  readonly metrics: Metrics;
}

/** What the worker carries turns out with. */
export function createHost(parts: HostParts): Host {
  const { config, clock, log, content, storage, teams, metrics } = parts;
  const { sessions, inbox, linking, oneTimeLinks } = storage;
  const { publicBaseUrl, pushLateAnswers } = config;
  const attempt = restAfterTrouble(clock);
  return {
    clock,
    content,
    sessions,
    records: failFast(storage.records, attempt),
    lookUp: createLookUp({ clock, linking, oneTimeLinks, teams, publicBaseUrl, attempt }),
    inbox,
    gateway: createGateway(parts),
    log,
    meter: metrics,
    pushLateAnswers,
  };
}

function createGateway({ config, clock, log, metrics }: HostParts): LineGateway {
  const { access, apiBaseUrl: apiBaseURL, channelSecrets } = config.line;
  const tokens =
    access.kind === "fixed"
      ? fixedToken(access.accessToken)
      : new StatelessTokenSource({
          channelId: access.channelId,
          channelSecret: channelSecrets[0],
          clock,
          log,
          apiBaseURL,
        });
  return new LineGateway({
    tokens,
    apiBaseURL,
    clock,
    log,
    render: createMessageRenderer(loadTemplates(), log),
    observe: (call) => metrics.called(call),
  });
}
