import type { Content } from "../core/content.ts";
import { isHr } from "../core/conversation/access.ts";
import { pausedMessages } from "../core/conversation/views/run-views.ts";
import type { Linking } from "./linking.ts";
import type { LoadingHost } from "./load-session.ts";
import type { PausedRun } from "./reminders.ts";
import { tellLater } from "./tell-later.ts";

/**
 * Tells who started a run that it has paused by itself, with their next reply. The same pause is told once; a run
 * nobody is to hear of is nobody's news, and whoever looks after those people no longer hears nothing. Throws
 * UnavailableError.
 *
 * @param at when it was paused, epoch ms
 */
export async function tellPaused(
  { run, reporter }: PausedRun,
  at: number,
  host: LoadingHost & { readonly content: Content; readonly linking: Pick<Linking, "membership"> },
): Promise<void> {
  if (reporter === null) return;
  const membership = await host.linking.membership(reporter, at);
  if (!isHr(membership) || membership.organisation.id !== run.organisation) return;
  const news = {
    personId: reporter,
    eventId: `run-${run.id}-${run.pauseReason}-${at}`,
    messages: ({ language, plainText }: { readonly language: "th" | "en"; readonly plainText: boolean }) =>
      pausedMessages({ run, language, plainText }, host.content),
  };
  await tellLater(news, host);
}
