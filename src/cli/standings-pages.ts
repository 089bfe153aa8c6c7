import type { MemberStanding, MemberStatus, Rounds } from "../runner/rounds.ts";

const PAGE = 1_000;

/** What statuses are called. */
export const STATUS_WORDS: Readonly<Record<MemberStatus, string>> = {
  not_linked: "not linked",
  not_started: "not started",
  in_progress: "in progress",
  completed: "completed",
  declined: "declined",
  not_reachable: "not reachable",
};

/** How everybody stands in a round, a page at a time; pages without anybody are left out. */
export async function* standingsPages(
  rounds: Pick<Rounds, "standings">,
  { organisation, round, unit }: { organisation: string; round: string; unit?: string },
  onPage: (people: number) => void = () => {},
): AsyncGenerator<readonly MemberStanding[]> {
  for (let after: string | undefined; ; ) {
    const page = await rounds.standings(organisation, round, { after, limit: PAGE, unit });
    onPage(page.length);
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.staffNumber;
  }
}
