import { expect } from "vitest";
import type { Member, OrgUnit, RosterMember } from "../../src/core/people/member.ts";
import type { Directory } from "../../src/runner/directory.ts";
import { organisation, orgUnit, rosterChanges } from "./people-builders.ts";

/** Adds an organisation with people in unit `10` and gives them back by staff number. */
export async function addPeople(
  directory: Directory,
  id: string,
  added: readonly RosterMember[],
  addedUnits: readonly OrgUnit[] = [orgUnit("10")],
): Promise<readonly Member[]> {
  expect(await directory.addOrganisation(organisation({ id }), "operator:set-up")).toBe(true);
  await changeRoster(directory, id, { addedUnits, added });
  return (await directory.roster(id))?.members ?? [];
}

/** Deactivates a member. */
export function deactivate(directory: Directory, id: string, member: Member): Promise<boolean> {
  return changeRoster(directory, id, { unlisted: [member] });
}

async function changeRoster(
  directory: Directory,
  id: string,
  changes: Parameters<typeof rosterChanges>[0],
): Promise<boolean> {
  return directory.applyRoster({
    organisation: id,
    revision: (await directory.roster(id))?.revision ?? -1,
    changes: rosterChanges(changes),
    deactivateMissing: true,
    actor: "operator:set-up",
    at: 1,
    detail: {},
  });
}
