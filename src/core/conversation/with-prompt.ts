import { currentPrompt } from "./prompt.ts";
import { type Moment, say, type Turn, voiceOf } from "./turn.ts";

/** The turn with what is asked now said at its end. */
export function withPrompt(turn: Turn, moment: Moment): Turn {
  return say(turn, ...currentPrompt(turn.session, voiceOf(turn.session, moment.content)));
}
