import type { Config } from "./config.ts";
import { loadTemplates } from "./content/load-templates.ts";
import { fixedToken, StatelessTokenSource } from "./line/channel-access-token.ts";
import type { LineApiOptions } from "./line/line-api.ts";
import { LineChannelFigures } from "./line/line-channel-figures.ts";
import { LineGateway } from "./line/line-gateway.ts";
import { LinePushSender } from "./line/line-push-sender.ts";
import { createMessageRenderer } from "./line/render-message.ts";
import type { Clock, Log, MessagingGateway } from "./runner/ports.ts";
import type { ChannelFigures, PushSender } from "./runner/push-sender.ts";

/** LINE's Messaging API, as this service uses it. */
export interface OpenLine {
  readonly gateway: MessagingGateway;
  readonly pusher: PushSender;
  readonly figures: ChannelFigures;
}

interface LineParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe?: LineApiOptions["observe"];
}

/** All ways to LINE, with one token between them. */
export function openLine({ config, clock, log, observe }: LineParts): OpenLine {
  const api = { tokens: tokensFor(config, clock, log), apiBaseURL: config.line.apiBaseUrl, observe };
  const render = createMessageRenderer(loadTemplates(), log);
  return {
    gateway: new LineGateway({ ...api, clock, log, render }),
    pusher: new LinePushSender({ ...api, log, render }),
    figures: new LineChannelFigures({ ...api, log }),
  };
}

function tokensFor({ line }: Config, clock: Clock, log: Log): LineApiOptions["tokens"] {
  const { access, apiBaseUrl: apiBaseURL, channelSecrets } = line;
  if (access.kind === "fixed") return fixedToken(access.accessToken);
  const { channelId } = access;
  return new StatelessTokenSource({ channelId, channelSecret: channelSecrets[0], clock, log, apiBaseURL });
}
