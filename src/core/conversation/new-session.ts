import type { Language } from "../language.ts";
import { NO_CHOICE } from "../reminder/reminder.ts";
import type { Session } from "./session.ts";

/** The session of somebody nothing is known of. */
export function newSession(personId: string, language: Language = "th"): Session {
  return {
    version: 4,
    personId,
    language,
    plainText: false,
    reachable: true,
    notice: null,
    member: null,
    role: null,
    reminders: NO_CHOICE,
    wait: { for: "nothing" },
    assessment: null,
    past: [],
  };
}
