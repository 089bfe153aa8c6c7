import { setImmediate } from "node:timers/promises";
import { LINK_CODE_LIFETIME_MS } from "../../core/people/link-code.ts";
import type { OrgUnit } from "../../core/people/member.ts";
import type { IssuedCode } from "../../runner/linking.ts";
import type { PagesParts } from "../pages-parts.ts";
import { standingsOf } from "../standings.ts";
import { unitsBelow } from "../units-below.ts";
import { actorOf, type HrVisit } from "../visit.ts";

const MEMBERS_PAGE = 1_000;

/** For whom codes may be made: somebody's unit and those below it, or (undefined) everybody. */
export interface CodesChoice {
  readonly unit: OrgUnit | undefined;
  /** Active people there who are not linked. */
  readonly people: number;
}

type Parts = Pick<PagesParts, "directory" | "keep" | "linking" | "rounds">;

/** Makes link codes for people who are not linked yet, once in a browser session. */
export class CodesDesk {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  units({ membership }: HrVisit): Promise<readonly OrgUnit[]> {
    return this.#parts.directory.units(membership.organisation.id);
  }

  /** How many codes a choice would make; undefined when there is no such unit. */
  async choice(visit: HrVisit, unitId: string): Promise<CodesChoice | undefined> {
    const units = await this.units(visit);
    const unit = units.find(({ id }) => id === unitId);
    if (unit === undefined && unitId !== "") return undefined;
    const isMeant = unitTest(units, unit);
    const { organisation, round } = visit.membership;
    let people = 0;
    for await (const standing of standingsOf(this.#parts.rounds, organisation.id, round.id))
      if (!standing.isLinked && isMeant(standing.unit)) people += 1;
    return { unit, people };
  }

  /** Codes made before in this browser session; undefined when there are none, or another web process has them. */
  issued({ session }: HrVisit, unitId: string): Promise<readonly IssuedCode[]> | undefined {
    return this.#parts.keep.find(session)?.codes.get(unitId);
  }

  /** Makes codes; the ones already made when it is asked again. Undefined when there is no such unit. */
  async issue(visit: HrVisit, unitId: string): Promise<readonly IssuedCode[] | undefined> {
    const { keep } = this.#parts;
    const { codes } = keep.open(visit.session, visit.grant.expiresAt);
    const before = codes.get(unitId);
    if (before !== undefined) return before;
    const units = await this.units(visit);
    const unit = units.find(({ id }) => id === unitId);
    if (unit === undefined && unitId !== "") return undefined;
    // Somebody may have asked while the units were read.
    const issuing = codes.get(unitId) ?? this.#issue(visit, units, unit);
    codes.set(unitId, issuing);
    issuing.catch(() => codes.delete(unitId));
    return issuing;
  }

  async #issue(
    { grant, membership, at }: HrVisit,
    units: readonly OrgUnit[],
    unit: OrgUnit | undefined,
  ): Promise<readonly IssuedCode[]> {
    const organisation = membership.organisation.id;
    const members =
      unit === undefined ? undefined : await this.#membersOf(organisation, unitTest(units, unit));
    const codes = await this.#parts.linking.issueCodes({
      organisation,
      members,
      onlyUnlinked: true,
      expiresAt: at + LINK_CODE_LIFETIME_MS,
      actor: actorOf(grant),
      at,
    });
    // The order they are handed out in.
    const collator = new Intl.Collator("th");
    return codes.toSorted(
      (a, b) => collator.compare(a.unitName, b.unitName) || collator.compare(a.name, b.name),
    );
  }

  async #membersOf(organisation: string, isMeant: (unit: string) => boolean): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.#parts.directory.members(organisation, { after, limit: MEMBERS_PAGE });
      for (const { id, unit, active } of page) if (active && isMeant(unit)) ids.push(id);
      if (page.length < MEMBERS_PAGE) return ids;
      after = page.at(-1)?.staffNumber;
      await setImmediate();
    }
  }
}

/** Whether a unit is the chosen one or below it. */
function unitTest(units: readonly OrgUnit[], chosen: OrgUnit | undefined): (unit: string) => boolean {
  if (chosen === undefined) return () => true;
  const meant = unitsBelow(units, [chosen.id]);
  return (unit) => meant.has(unit);
}
