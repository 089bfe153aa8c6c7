import type { Choice } from "../choices.ts";
import { offerReference } from "../link-offer.ts";
import type { OutgoingMessage } from "../message.ts";
import type { LinkOffer } from "../session.ts";
import type { Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";

/** Asks for a link code. */
export function codeMessage(voice: Voice): OutgoingMessage {
  return { type: "text", text: voice.text("link.ask_code") };
}

/** It is me, or it is not. */
export function linkChoices(offer: LinkOffer, voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("link.confirm"), action: { do: "link_confirm", offer: offerReference(offer) } },
    { label: voice.text("link.refuse"), action: { do: "cancel" } },
  ];
}

/** Asks whether the name is the person's own. */
export function linkCard(offer: LinkOffer, voice: Voice): OutgoingMessage {
  const { name, organisation, replaces } = offer;
  const question = voice.text("link.question", { name, organisation: voice.of(organisation) });
  const text = replaces ? `${question}\n\n${voice.text("link.replaces")}` : question;
  return choiceCard(voice.text("link.title"), text, linkChoices(offer, voice), voice);
}

/** End the link, or keep it. */
export function unlinkChoices(voice: Voice): readonly Choice[] {
  return [
    { label: voice.text("link.unlink_confirm"), action: { do: "unlink_confirm" } },
    { label: voice.text("control.cancel"), action: { do: "cancel" } },
  ];
}

/** Asks whether the link shall end. */
export function unlinkCard(voice: Voice): OutgoingMessage {
  return choiceCard(
    voice.text("link.unlink_title"),
    voice.text("link.unlink_text"),
    unlinkChoices(voice),
    voice,
  );
}
