import type { SessionStore } from "../runner/ports.ts";

/** The revision of a person's stored session; undefined when there is none that can be read. */
export async function sessionRevision(sessions: SessionStore, personId: string): Promise<number | undefined> {
  const stored = await sessions.load(personId);
  const revision =
    typeof stored === "object" && stored !== null && "revision" in stored ? stored.revision : undefined;
  return typeof revision === "number" ? revision : undefined;
}
