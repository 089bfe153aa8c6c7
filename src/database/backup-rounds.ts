import { z } from "zod";
import { GROUPS, STAGES } from "../core/framework/framework.ts";
import { count, flag, instant, key, revision } from "./backup-columns.ts";

const sha256 = z.string().regex(/^[\da-f]{64}$/u);

const accountLink = z.strictObject({
  person_id: key,
  organisation: key,
  member: key,
  linked_at: instant,
  declined_at: instant.nullable(),
});

const linkCode = z.strictObject({
  code_hash: sha256,
  organisation: key,
  member: key,
  created_at: instant,
  expires_at: instant,
  used_at: instant.nullable(),
});

const response = z.strictObject({
  organisation: key,
  round: key,
  member: key,
  person_id: key,
  assessment: key,
  completed_at: instant,
  stage: z.enum(STAGES),
  group_name: z.enum(GROUPS),
  unit: key,
  framework_version: key,
  levels: z.string().regex(/^[0-3.]*$/u),
  revision,
});

const erasure = z.strictObject({ person_hash: sha256, at: instant, revision });

const teamSnapshot = z.strictObject({
  organisation: key,
  round: key,
  number: count,
  taken_at: instant,
  min_people: count,
  was_closed: flag,
});

/** The whole organisation is the unit "". */
const teamFigures = z.strictObject({
  organisation: key,
  round: key,
  unit: z.string(),
  number: count,
  figures: z.record(z.string(), z.unknown()),
});

const snapshotRun = z.strictObject({
  organisation: key,
  round: key,
  number: count,
  started_at: instant,
  state: z.enum(["running", "published", "abandoned", "removed"]),
  quantities: z.string(),
});

/** Cells that mix staff groups are of the group "". */
const cellPool = z.strictObject({
  organisation: key,
  round: key,
  number: count,
  unit: z.string(),
  group_name: z.enum([...GROUPS, ""]),
  tallies: z.string(),
});

const cellMark = z.strictObject({
  organisation: key,
  round: key,
  member: key,
  number: count,
  answered: flag,
  cells: z.string(),
});

const cellErasure = z.strictObject({ organisation: key, round: key, member: key, times: count });

/** Lines that hold a row of links, responses, erasures or what is published of teams. */
export const roundRowSchemas = [
  z.strictObject({ table: z.literal("account_link"), row: accountLink }),
  z.strictObject({ table: z.literal("link_code"), row: linkCode }),
  z.strictObject({ table: z.literal("response"), row: response }),
  z.strictObject({ table: z.literal("erasure"), row: erasure }),
  z.strictObject({ table: z.literal("snapshot_run"), row: snapshotRun }),
  z.strictObject({ table: z.literal("team_snapshot"), row: teamSnapshot }),
  z.strictObject({ table: z.literal("team_figures"), row: teamFigures }),
  z.strictObject({ table: z.literal("cell_pool"), row: cellPool }),
  z.strictObject({ table: z.literal("cell_mark"), row: cellMark }),
  z.strictObject({ table: z.literal("cell_erasure"), row: cellErasure }),
] as const;
