import type { Questionnaire } from "../content.ts";
import type { Framework, RoleProfile } from "../framework/framework.ts";

/**
 * The units a profile requires in the order they are asked: short and easy dimensions first, within a
 * dimension in the catalogue's order.
 */
export function unitsInOrder(
  profile: RoleProfile,
  framework: Framework,
  questionnaire: Questionnaire,
): readonly string[] {
  const required = new Set(profile.units);
  return questionnaire.dimensionOrder.flatMap((dimension) =>
    framework.units
      .filter((unit) => unit.dimension === dimension && required.has(unit.code))
      .map((unit) => unit.code),
  );
}

/** The dimensions a profile requires anything of, in the order they are asked. */
export function dimensionsInOrder(
  profile: RoleProfile,
  framework: Framework,
  questionnaire: Questionnaire,
): readonly string[] {
  const required = new Set(profile.units);
  const touched = new Set(
    framework.units.filter((unit) => required.has(unit.code)).map((unit) => unit.dimension),
  );
  return questionnaire.dimensionOrder.filter((dimension) => touched.has(dimension));
}
