import type { Insertable, Selectable } from "kysely";
import type { Member, RosterMember } from "../core/people/member.ts";
import type { Organisation, OrganisationChanges } from "../core/people/organisation.ts";
import type { MemberTable, OrganisationTable } from "./schema.ts";

/** An organisation as its row has it. */
export function organisationOf(row: Selectable<OrganisationTable>): Organisation {
  return {
    id: row.id,
    name: { th: row.name_th, en: row.name_en },
    stage: row.stage,
    controller: { th: row.controller_th, en: row.controller_en },
    contact: row.contact,
    threshold: row.threshold,
    ...(row.monthly_messages !== null && { monthlyMessages: row.monthly_messages }),
    createdAt: row.created_at,
  };
}

/** The columns of what is said about an organisation; those not mentioned are absent. */
export function organisationColumns(changes: OrganisationChanges): Partial<Insertable<OrganisationTable>> {
  const { name, controller, stage, contact, threshold, monthlyMessages } = changes;
  return {
    ...(name && { name_th: name.th, name_en: name.en }),
    ...(controller && { controller_th: controller.th, controller_en: controller.en }),
    ...(stage && { stage }),
    ...(contact !== undefined && { contact }),
    ...(threshold !== undefined && { threshold }),
    ...(monthlyMessages !== undefined && { monthly_messages: monthlyMessages }),
  };
}

/** A member as its row has it. */
export function memberOf(row: Selectable<MemberTable>, manages: readonly string[]): Member {
  return {
    id: row.id,
    staffNumber: row.staff_number,
    name: row.name,
    email: row.email,
    unit: row.unit,
    group: row.group_name,
    role: row.role,
    manages,
    active: row.active === 1,
  };
}

/** The row of an active member. */
export function memberRow(
  id: string,
  organisation: string,
  member: RosterMember,
  updatedAt: number,
): MemberTable {
  return {
    id,
    organisation,
    staff_number: member.staffNumber,
    name: member.name,
    email: member.email,
    unit: member.unit,
    group_name: member.group,
    role: member.role,
    active: 1,
    updated_at: updatedAt,
  };
}
