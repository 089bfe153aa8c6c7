import type { Content, Notice } from "../content.ts";
import type { Localized } from "../language.ts";
import type { Membership } from "../people/membership.ts";
import { THRESHOLD } from "../people/organisation.ts";
import type { Session } from "./session.ts";

/** Whom a notice names. */
interface NoticeParty {
  readonly controller: Localized;
  readonly contact: Localized;
  /** The fewest people behind a figure. */
  readonly people: number;
}

const ORGANISATION_MARK = "@";

/**
 * Content as it concerns one person: the notice names the controller of their organisation, and its version is
 * accepted for that organisation only. Whoever changes organisation is asked again.
 * @param content as it was loaded
 */
export function contentFor(
  session: Session,
  membership: Membership | null | undefined,
  content: Content,
): Content {
  const { notice, operator } = content;
  const party =
    session.member !== null && membership ? partyOf(membership) : { ...operator, people: THRESHOLD.usual };
  return { ...content, notice: { ...fill(notice, party), version: noticeVersion(session, content) } };
}

/** The version of the notice a person has to accept. */
export function noticeVersion({ member }: Session, content: Content): string {
  return member === null ? content.notice.version : noticeVersionAt(member.organisation, content);
}

/** The version of the notice the people of an organisation have to accept. */
export function noticeVersionAt(organisation: string, { notice }: Content): string {
  return `${notice.version}${ORGANISATION_MARK}${organisation}`;
}

/** Whether the notice a person accepted is that of the organisation they belong to, in whatever edition. */
export function acceptedForOrganisation({ notice, member }: Session): boolean {
  if (notice === null || member === null) return notice !== null;
  return notice.version.endsWith(`${ORGANISATION_MARK}${member.organisation}`);
}

/** The edition of a notice as people are told it, without the organisation it was accepted for. */
export function noticeEdition(version: string): string {
  return version.split(ORGANISATION_MARK)[0] ?? version;
}

function partyOf({ organisation: { controller, contact, threshold } }: Membership): NoticeParty {
  return { controller, contact: { th: contact, en: contact }, people: threshold };
}

function fill(notice: Notice, party: NoticeParty): Notice {
  const both = (text: Localized): Localized => ({
    th: fillText(text.th, party, "th"),
    en: fillText(text.en, party, "en"),
  });
  return { ...notice, summary: notice.summary.map(both), full: notice.full.map(both) };
}

function fillText(
  text: string,
  { controller, contact, people }: NoticeParty,
  language: keyof Localized,
): string {
  return text
    .replaceAll("{controller}", () => controller[language])
    .replaceAll("{contact}", () => contact[language])
    .replaceAll("{people}", String(people));
}
