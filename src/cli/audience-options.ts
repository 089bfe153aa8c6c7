import { InvalidArgumentError, Option } from "commander";
import { GROUPS, type Group } from "../core/framework/framework.ts";
import { AUDIENCE_ROLES, type Audience, type AudienceRole } from "../core/people/audience.ts";
import type { OrgUnit } from "../core/people/member.ts";
import { RefusedError } from "./directory-command.ts";

/** Whom a round is for, as it is typed. */
export interface AudienceOptions {
  readonly units?: readonly string[];
  readonly groups?: readonly Group[];
  readonly roles?: readonly AudienceRole[];
}

/** `--units`, `--groups` and `--roles`: lists with commas. */
export function audienceOptions(): readonly Option[] {
  return [
    new Option("--units <codes>", "units it is for, with everything below, e.g. A1,B2").argParser(readList),
    new Option("--groups <groups>", `staff groups it is for: ${GROUPS.join(", ")}`).argParser((value) =>
      readList(value).map((word) => oneOf(GROUPS, word)),
    ),
    new Option("--roles <roles>", `whom it is for: ${AUDIENCE_ROLES.join(", ")}`).argParser((value) =>
      readList(value).map((word) => oneOf(AUDIENCE_ROLES, word)),
    ),
  ];
}

/**
 * The audience that was typed; undefined for everybody.
 * @throws RefusedError for a unit that is not there
 */
export function readAudience(
  { units = [], groups = [], roles = [] }: AudienceOptions,
  known: readonly OrgUnit[],
): Audience | undefined {
  const ids = new Set(known.map(({ id }) => id));
  const unknown = units.filter((unit) => !ids.has(unit));
  if (unknown.length > 0)
    throw new RefusedError(
      `There is no unit ${unknown.map((unit) => `"${unit}"`).join(", ")} in the roster. Use the codes it has.`,
    );
  return units.length + groups.length + roles.length === 0 ? undefined : { units, groups, roles };
}

/** Whom a round is for, in a few words. */
export function audienceText(audience: Audience | undefined): string {
  if (audience === undefined) return "everybody";
  const parts = Object.entries(audience) as readonly [keyof Audience, readonly string[]][];
  const said = parts.filter(([, list]) => list.length > 0);
  return said.length === 0 ? "everybody" : said.map(([what, list]) => `${what} ${list.join(",")}`).join("; ");
}

function readList(value: string): readonly string[] {
  const words = value.split(",").map((word) => word.trim());
  if (words.every((word) => word !== "")) return [...new Set(words)];
  throw new InvalidArgumentError("Use a list with commas between its parts, e.g. A1,B2.");
}

function oneOf<T extends string>(known: readonly T[], word: string): T {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There is no "${word}". Use: ${known.join(", ")}.`);
}
