import type { Membership } from "../people/membership.ts";
import type { Finding } from "./inquiry.ts";

/** What a person did, independent of the channel. */
export type PersonAct =
  | { readonly type: "followed"; readonly isUnblocked: boolean }
  | { readonly type: "unfollowed" }
  | { readonly type: "typed"; readonly text: string; readonly messageId: string }
  /** `data` is what the tapped button carried, not parsed yet: it may be garbage or foreign. */
  | { readonly type: "tapped"; readonly data: string }
  | { readonly type: "attached"; readonly kind: AttachmentKind }
  | { readonly type: "unsent"; readonly messageId: string };

/** What can be sent that is no text. */
export type AttachmentKind = "sticker" | "image" | "video" | "audio" | "file" | "location" | "other";

/** One thing that happened in a 1:1 chat. */
export interface PersonEvent {
  /** Unique for ever and the same when delivered again; ids of new things derive from it. */
  readonly id: string;
  /** When it happened, epoch ms by the channel's clock. */
  readonly at: number;
  readonly personId: string;
  readonly act: PersonAct;
  /** The latest answer has not reached the person: what is asked was not seen. */
  readonly isUnseen?: boolean;
  /** Whom the account is linked to, null for nobody; undefined when that cannot be found out at the moment. */
  readonly membership?: Membership | null | undefined;
  /** What the turn's inquiry found; see inquiry-of.ts. */
  readonly finding?: Finding | undefined;
}
