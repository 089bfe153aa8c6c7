import { byStaffNumber, type OrgUnit, type RosterMember } from "./core/people/member.ts";
import { DEMO_ROSTER, isOffPage } from "./demo-department.ts";
import { castPeople, type MadeUpPerson } from "./demo-people.ts";
import { checkRosterFile } from "./roster/check-roster-file.ts";
import { loadRosterContent } from "./roster/roster-content.ts";
import type { Records } from "./runner/ports.ts";
import type { NewPerson } from "./simulator/people.ts";

/** The department's people with a LINE account whom nobody on the page plays, by the file they were made from. */
export interface DemoCast {
  readonly people: readonly MadeUpPerson<RosterMember>[];
  readonly units: readonly OrgUnit[];
}

const NOBODY = { revision: 0, units: [], members: [] };

/** Reads them from the file, so that they are the same whatever became of the department since. */
export async function readDemoCast(): Promise<DemoCast> {
  const { changes } = await checkRosterFile(DEMO_ROSTER, NOBODY, loadRosterContent().words);
  const people = castPeople(changes.added.filter(isOffPage));
  return { people: people.toSorted((a, b) => byStaffNumber(a.member, b.member)), units: changes.addedUnits };
}

/**
 * Their LINE accounts: friends of the bot's account, or those who have blocked it as the records have it.
 * @throws UnavailableError
 */
export async function demoPhones(
  { people, units }: DemoCast,
  records: Pick<Records, "loadPerson">,
): Promise<readonly NewPerson[]> {
  const unitNames = new Map(units.map(({ id, name }) => [id, name]));
  return Promise.all(
    people.map(async ({ member, personId, reachable }): Promise<NewPerson> => {
      const known = await records.loadPerson(personId);
      return {
        userId: personId,
        displayName: member.name,
        unit: unitNames.get(member.unit) ?? member.unit,
        friendship: (known?.person.reachable ?? reachable) ? "following" : "blocked",
      };
    }),
  );
}
