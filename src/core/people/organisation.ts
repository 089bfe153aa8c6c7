import type { Stage } from "../framework/framework.ts";
import type { Localized } from "../language.ts";

/** An organisation whose people are assessed. Several share one LINE account and never see each other's data. */
export interface Organisation {
  /** Short and chosen by the operator, for example `dop`; see ORGANISATION_ID. */
  readonly id: string;
  readonly name: Localized;
  readonly stage: Stage;
  /** Who answers for the personal data, as the privacy notice names them. */
  readonly controller: Localized;
  /** How to reach a human about it: e-mail address or telephone number. */
  readonly contact: string;
  /** How many people must stand behind a figure that is shown. */
  readonly threshold: number;
  /** Messages a month it may use of the account's; absent without a limit of its own. */
  readonly monthlyMessages?: number;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** What may be changed of an organisation afterwards. */
export type OrganisationChanges = Partial<Omit<Organisation, "id" | "createdAt" | "monthlyMessages">> & {
  /** Null takes the limit away. */
  readonly monthlyMessages?: number | null;
};

/** What an organisation's id looks like. */
export const ORGANISATION_ID = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u;

/** The thresholds that may be set; fewer than three people would give each other away. */
export const THRESHOLD = { least: 3, usual: 5, most: 10 } as const;
