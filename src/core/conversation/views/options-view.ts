import { type Choice, isLabelCut } from "../choices.ts";
import type { OutgoingMessage } from "../message.ts";
import type { Voice } from "../voice.ts";
import { choiceCard } from "./small-views.ts";
import { listCard } from "./team-lists.ts";

/** What an earlier card offered, again: as buttons, or as a list where a name is too long for a button. */
export function optionsCard(choices: readonly Choice[], voice: Voice): OutgoingMessage {
  const title = voice.text("menu.title");
  const text = voice.text("menu.text");
  if (!choices.some(isLabelCut)) return choiceCard(title, text, choices, voice);
  const details = choices.map(() => "");
  return listCard({ title, text, note: "" }, choices, details, voice);
}
