import { z } from "zod";
import { GROUPS, STAGES } from "../core/framework/framework.ts";
import { AUDIENCE_ROLES } from "../core/people/audience.ts";
import { MEMBER_ROLES } from "../core/people/member.ts";
import { AUDIT_ACTIONS } from "../runner/directory.ts";
import { count, flag, instant, key } from "./backup-columns.ts";

const organisation = z.strictObject({
  id: key,
  name_th: z.string(),
  name_en: z.string(),
  stage: z.enum(STAGES),
  controller_th: z.string(),
  controller_en: z.string(),
  contact: z.string(),
  threshold: z.int().min(3).max(10),
  roster_revision: count,
  /** Older files have none. */
  monthly_messages: count.nullable().default(null),
  created_at: instant,
});

const orgUnit = z.strictObject({ organisation: key, id: key, parent: key.nullable(), name: z.string() });

const member = z.strictObject({
  id: key,
  organisation: key,
  staff_number: key,
  name: z.string(),
  email: z.string().nullable(),
  unit: key,
  group_name: z.enum(GROUPS).nullable(),
  role: z.enum(MEMBER_ROLES),
  active: flag,
  updated_at: instant,
});

const memberManages = z.strictObject({ member: key, unit: key });

/** Exactly what is known: a restored round must not be for more people than it was. */
const audience = z.strictObject({
  units: z.array(key),
  groups: z.array(z.enum(GROUPS)),
  roles: z.array(z.enum(AUDIENCE_ROLES)),
});

const round = z.strictObject({
  organisation: key,
  id: key,
  name: z.string(),
  opens_at: instant,
  closes_at: instant.nullable(),
  state: z.enum(["planned", "open", "closed"]),
  /** Older files have neither of these. */
  audience: audience.nullable().default(null),
  questionnaire: key.nullable().default(null),
});

const auditLog = z.strictObject({
  id: z.int().min(1),
  at: instant,
  actor: key,
  action: z.enum(AUDIT_ACTIONS),
  organisation: z.string().nullable(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** Older files have none. */
  event_id: key.nullable().default(null),
});

/** Lines that hold a row of organisations, their people or the audit log. */
export const peopleRowSchemas = [
  z.strictObject({ table: z.literal("organisation"), row: organisation }),
  z.strictObject({ table: z.literal("org_unit"), row: orgUnit }),
  z.strictObject({ table: z.literal("member"), row: member }),
  z.strictObject({ table: z.literal("member_manages"), row: memberManages }),
  z.strictObject({ table: z.literal("round"), row: round }),
  z.strictObject({ table: z.literal("audit_log"), row: auditLog }),
] as const;
