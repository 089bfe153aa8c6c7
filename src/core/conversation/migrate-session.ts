import { LANGUAGES } from "../language.ts";
import { NO_CHOICE } from "../reminder/reminder.ts";
import type { Session } from "./session.ts";

/** Version 1 had no plain-text mode and did not know whether the person can be reached. */
type SessionV1 = Omit<SessionV2, "version" | "plainText" | "reachable"> & { readonly version: 1 };

/** Version 2 knew no organisations. */
type SessionV2 = Omit<SessionV3, "version" | "member"> & { readonly version: 2 };

/** Version 3 knew no wishes about reminders. */
type SessionV3 = Omit<Session, "version" | "reminders"> & { readonly version: 3 };

/**
 * A stored session brought to the current shape, or undefined when its version is unknown (written by a
 * newer release, or damaged): then it is rebuilt from the records and the stored value stays untouched
 * until that has worked.
 */
export function migrateSession(stored: unknown): Session | undefined {
  if (typeof stored !== "object" || stored === null || !("version" in stored)) return undefined;
  switch (stored.version) {
    case 1:
      return isWhole(stored)
        ? fromVersion3(fromVersion2(fromVersion1(stored as unknown as SessionV1)))
        : undefined;
    case 2:
      return isWhole(stored) ? fromVersion3(fromVersion2(stored as unknown as SessionV2)) : undefined;
    case 3:
      return isWhole(stored) ? fromVersion3(stored as unknown as SessionV3) : undefined;
    case 4:
      return isWhole(stored) ? (stored as unknown as Session) : undefined;
    default:
      return undefined;
  }
}

/** Whether everything the conversation reads first is there; a damaged session must not fail for ever. */
function isWhole(stored: object): boolean {
  const { personId, language, notice, role, wait, assessment, past } = stored as Partial<Session>;
  return (
    typeof personId === "string" &&
    LANGUAGES.some((known) => known === language) &&
    [notice, role, assessment].every((part) => typeof part === "object") &&
    typeof wait?.for === "string" &&
    Array.isArray(past)
  );
}

function fromVersion1(session: SessionV1): SessionV2 {
  return { ...session, version: 2, plainText: false, reachable: true };
}

function fromVersion2(session: SessionV2): SessionV3 {
  return { ...session, version: 3, member: null };
}

function fromVersion3(session: SessionV3): Session {
  return { ...session, version: 4, reminders: NO_CHOICE };
}
