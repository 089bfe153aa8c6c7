import type { CodeCheck, CodeRedemption } from "../core/conversation/inquiry.ts";
import type { Membership } from "../core/people/membership.ts";

/** Whom a LINE account belongs to. All methods throw UnavailableError. */
export interface Linking {
  /**
   * The account's place in its organisation; null when it is linked to nobody who is active.
   * @param at now: who asks a moment later may be told as of their own instant
   */
  membership(personId: string, at: number): Promise<Membership | null>;
  /**
   * Whose code it is; a wrong one counts once an event, and MOST_WRONG_CODES within LOCKED_OUT_MS lock the
   * account out. Codes are compared by their hash.
   */
  check(personId: string, code: string, eventId: string, at: number): Promise<CodeCheck>;
  /**
   * Uses the code up and links the account, atomically and with an audit entry; an account or person linked
   * before loses that link. Repeated by the same person it is linked still.
   */
  redeem(personId: string, ticket: string, at: number): Promise<CodeRedemption>;
  /** Ends the link, with an audit entry; false when there was none. */
  unlink(personId: string, actor: string, at: number): Promise<boolean>;
  /** The same by member, for HR; false when there was none. */
  unlinkMember(organisation: string, member: string, actor: string, at: number): Promise<boolean>;
  /**
   * New codes for active people, who lose codes they had before; with one audit entry for all of them. Codes are
   * given out here once and stored hashed. Members who are unknown, inactive or (with `onlyUnlinked`) linked are
   * left out.
   */
  issueCodes(order: {
    readonly organisation: string;
    /** Ids; all active people when undefined. */
    readonly members?: readonly string[] | undefined;
    readonly onlyUnlinked: boolean;
    readonly expiresAt: number;
    readonly actor: string;
    readonly at: number;
  }): Promise<readonly IssuedCode[]>;
}

/** A code that was made for a person. */
export interface IssuedCode {
  readonly member: string;
  readonly staffNumber: string;
  readonly name: string;
  readonly unitName: string;
  /** LINK_CODE_LENGTH characters of LINK_CODE_ALPHABET. */
  readonly code: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}
