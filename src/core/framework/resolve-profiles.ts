import type { Localized } from "../language.ts";
import { type Group, type NamedItem, type RoleProfile, STAGES, type Stage } from "./framework.ts";

/** Items of one kind as a profile of the source lists them. */
export interface ProfileItems {
  /** All basic items apply. */
  readonly basic: boolean;
  /** The earlier stage whose items of the same group also apply; null for none. */
  readonly inherits: Stage | null;
  /** What the profile adds, in the source's order. */
  readonly items: readonly string[];
}

/** A role profile as the source gives it: inheritance named, not resolved. */
export interface ProfileSource {
  readonly stage: Stage;
  readonly group: Group;
  readonly title: Localized;
  readonly expectedBehaviour: Localized;
  readonly units: readonly string[];
  readonly knowledge: ProfileItems;
  readonly experience: ProfileItems;
  readonly attributes: readonly string[];
  readonly competencies: readonly string[];
}

type Kind = "knowledge" | "experience";
type Catalogue = readonly (NamedItem & { readonly kind: "basic" | "essential" })[];

/**
 * Profiles with their items complete: the basic ones in the catalogue's order, then those of the stage
 * inherited from (itself inheriting in turn), then the profile's own; each once. Only an earlier stage can
 * be inherited from, so a circle in the data cannot trap this; the content check reports it.
 */
export function resolveProfiles(
  profiles: readonly ProfileSource[],
  catalogues: Readonly<Record<Kind, Catalogue>>,
): readonly RoleProfile[] {
  return profiles.map((profile) => ({
    ...profile,
    knowledge: itemsOf(profile, "knowledge", profiles, catalogues.knowledge),
    experience: itemsOf(profile, "experience", profiles, catalogues.experience),
  }));
}

function itemsOf(
  profile: ProfileSource,
  kind: Kind,
  profiles: readonly ProfileSource[],
  catalogue: Catalogue,
): readonly string[] {
  const basic = profile[kind].basic ? catalogue.filter((item) => item.kind === "basic") : [];
  return [...new Set([...basic.map(({ id }) => id), ...essentialItems(profile, kind, profiles)])];
}

function essentialItems(
  profile: ProfileSource,
  kind: Kind,
  profiles: readonly ProfileSource[],
): readonly string[] {
  const { inherits, items } = profile[kind];
  const parent = profiles.find(
    ({ stage, group }) =>
      stage === inherits && group === profile.group && STAGES.indexOf(stage) < STAGES.indexOf(profile.stage),
  );
  return parent === undefined ? items : [...essentialItems(parent, kind, profiles), ...items];
}
