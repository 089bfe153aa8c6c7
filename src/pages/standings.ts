import { setImmediate } from "node:timers/promises";
import type { MemberStanding, Rounds, StandingsPage } from "../runner/rounds.ts";

/** People read from the records at once. */
export const STANDINGS_PAGE = 1_000;

/**
 * How everybody active in an organisation, or everybody who stands so, stands in a round, by staff number; never held
 * as a whole.
 */
export async function* standingsOf(
  rounds: Pick<Rounds, "standings">,
  organisation: string,
  round: string,
  status?: StandingsPage["status"],
): AsyncGenerator<MemberStanding> {
  for (let after: string | undefined; ; ) {
    const page = await rounds.standings(organisation, round, { after, limit: STANDINGS_PAGE, status });
    yield* page;
    if (page.length < STANDINGS_PAGE) return;
    after = page.at(-1)?.staffNumber;
    // The embedded database never pauses by itself; LINE does not wait long for its webhook.
    await setImmediate();
  }
}
