import { parseArgs } from "node:util";
import { record, show } from "../bench/measurement.ts";
import { conversationsMeasurement, describeFindings, fuzzConversations } from "./conversations/run.ts";
import { describeOutcome, webhooksMeasurement } from "./webhooks/outcome.ts";
import { fuzzWebhooks } from "./webhooks/run.ts";

/**
 * Looks for what nobody thought of. Ends with 1 when something was found; `--dry` keeps no figures.
 *
 *   npm run fuzz -- conversations [--conversations 100000] [--seed N] [--dry]
 *   npm run fuzz -- webhooks [--bodies 1000000] [--seed N] [--embedded] [--dry]
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    conversations: { type: "string", default: "100000" },
    bodies: { type: "string", default: "1000000" },
    seed: { type: "string", default: "20261123" },
    embedded: { type: "boolean", default: false },
    dry: { type: "boolean", default: false },
  },
});

const keep = options.dry ? show : record;
const seed = Number(options.seed);
switch (positionals[0]) {
  case "conversations": {
    const outcome = await fuzzConversations(Number(options.conversations), seed);
    if (outcome.findings.length > 0) console.log(describeFindings(outcome));
    keep(conversationsMeasurement(outcome));
    process.exitCode = outcome.findings.length === 0 ? 0 : 1;
    break;
  }
  case "webhooks": {
    const outcome = await fuzzWebhooks({
      bodies: Number(options.bodies),
      seed,
      isEmbedded: options.embedded,
    });
    if (outcome.problems.length > 0) console.log(describeOutcome(outcome));
    keep(webhooksMeasurement(outcome));
    process.exitCode = outcome.problems.length === 0 ? 0 : 1;
    break;
  }
  default:
    throw new Error("say what: conversations or webhooks");
}
