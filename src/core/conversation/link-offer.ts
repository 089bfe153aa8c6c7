import type { LinkOffer, Session } from "./session.ts";

const LETTERS = 12;

/** What the button under an offer carries, so that an earlier card cannot confirm another name than its own. */
export function offerReference({ ticket }: Pick<LinkOffer, "ticket">): string {
  return ticket.slice(0, LETTERS);
}

/** Whether this is the offer that waits for an answer. */
export function isOffered(
  wait: Session["wait"],
  reference: string,
): wait is Extract<Session["wait"], { for: "link" }> {
  return wait.for === "link" && offerReference(wait) === reference;
}
