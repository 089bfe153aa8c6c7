import type { Group } from "../framework/framework.ts";
import type { MemberRole, NamedUnit } from "./member.ts";
import type { Organisation } from "./organisation.ts";
import type { Round } from "./round.ts";

/** The place in an organisation of the person a LINE account is linked to; only active members have one. */
export interface Membership {
  /** Id of the member. */
  readonly member: string;
  readonly name: string;
  readonly organisation: Organisation;
  readonly unit: NamedUnit;
  /** Null when it is to be asked. */
  readonly group: Group | null;
  readonly role: MemberRole;
  /** Units they manage, subtrees included, by id. */
  readonly manages: readonly NamedUnit[];
  /** The round a response completed now belongs to. */
  readonly round: Round;
}
