import { ask, askInBetween } from "./ask.ts";
import { isComplete } from "./assessment-facts.ts";
import { contentFor } from "./content-for.ts";
import type { CodeCheck, CodeRedemption } from "./inquiry.ts";
import { forgetMember, knowMember } from "./know-member.ts";
import { isOffered } from "./link-offer.ts";
import { mainWait, type Session } from "./session.ts";
import { staleStep } from "./stale-card.ts";
import {
  change,
  type Moment,
  quietTurn,
  savePerson,
  sayText,
  sayUnavailable,
  type Turn,
  voiceOf,
} from "./turn.ts";
import { withPrompt } from "./with-prompt.ts";

const MINUTE_MS = 60_000;

/** Asks for the code. */
export function askCode(session: Session, moment: Moment): Turn {
  return askInBetween(session, "code", moment);
}

/** Shows whose code it is, to be confirmed, or why it is of no use. */
export function checkCode(session: Session, moment: Moment): Turn {
  const { finding } = moment;
  if (finding?.type !== "check_code") return sayUnavailable(session, moment);
  if (finding.status !== "found") return refuseCode(session, finding, moment);
  const { ticket, name, organisation, replaces } = finding;
  const offer = { ticket, name, organisation, replaces };
  return ask(session, { for: "link", interrupted: mainWait(session.wait), ...offer }, moment);
}

function refuseCode(session: Session, check: Exclude<CodeCheck, { status: "found" }>, moment: Moment): Turn {
  const voice = voiceOf(session, moment.content);
  const turn = quietTurn(session);
  switch (check.status) {
    case "wrong":
      return sayText(turn, voice.text("link.wrong", { left: check.triesLeft }));
    case "locked": {
      const minutes = Math.max(1, Math.ceil((check.until - moment.at) / MINUTE_MS));
      return sayText(turn, voice.text("link.locked", { minutes }));
    }
    case "expired":
    case "used":
      return sayText(turn, voice.text(`link.${check.status}`));
    default:
      return check satisfies never;
  }
}

/** Links the account to the person whose name was shown, if that is what is asked at the moment. */
export function confirmLink(session: Session, offer: string, moment: Moment): Turn {
  const { finding } = moment;
  const { wait } = session;
  if (!isOffered(wait, offer)) return staleStep(session, moment);
  if (finding?.type !== "redeem_code") return sayUnavailable(session, moment);
  const open: Session = { ...session, wait: wait.interrupted };
  return finding.status === "linked"
    ? goOnLinked(open, finding, moment)
    : refuseCode(open, { status: finding.status }, moment);
}

/** The notice names another controller now, so it is asked for again; what was answered stays. */
function goOnLinked(
  session: Session,
  { membership }: Extract<CodeRedemption, { status: "linked" }>,
  moment: Moment,
): Turn {
  const linked = knowMember(session, membership);
  const voice = voiceOf(linked, moment.content);
  const text = voice.text("link.done", {
    name: membership.name,
    unit: membership.unit.name,
    organisation: voice.of(membership.organisation.name),
  });
  const content = contentFor(linked, membership, moment.unfilled);
  const done = sayText(savePerson(quietTurn(linked)), text);
  const told = isComplete(session.assessment) ? sayText(done, voice.text("link.earlier_result")) : done;
  return withPrompt(told, { ...moment, content, membership });
}

/** Asks whether the link shall end; says so where there is none. */
export function askUnlink(session: Session, moment: Moment): Turn {
  if (session.member !== null) return askInBetween(session, "unlink", moment);
  return sayText(quietTurn(session), voiceOf(session, moment.content).text("link.none"));
}

/** Ends the link, if that is what is asked at the moment. */
export function confirmUnlink(session: Session, moment: Moment): Turn {
  if (session.wait.for !== "unlink") return staleStep(session, moment);
  if (moment.finding?.type !== "unlink") return sayUnavailable(session, moment);
  const turn = savePerson(change(quietTurn(forgetMember(session)), { wait: { for: "nothing" } }));
  return sayText(turn, voiceOf(session, moment.content).text("link.ended_by_you"));
}

/** Leaves what was asked in between: nothing has changed. */
export function cancel(session: Session, moment: Moment): Turn {
  const { wait } = session;
  const turn = change(quietTurn(session), { wait: mainWait(wait) });
  const id = wait.for === "link" ? "link.not_me" : "cancel.done";
  return sayText(turn, voiceOf(session, moment.content).text(id));
}
