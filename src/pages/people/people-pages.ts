import express, { type Request, type Response, type Router } from "express";
import { field, queryField, smallForm } from "../form-body.ts";
import { sendPage } from "../page-layout.ts";
import { type PageVoice, voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { sendCsv } from "../send-csv.ts";
import { standingsOf } from "../standings.ts";
import { actorOf, type HrVisit, hrVisitorsOf, note, type VisitHandler } from "../visit.ts";
import { findMember, listPeople, MEMBER_STATUSES, type PeopleFilter } from "./people-desk.ts";
import { isPeopleNotice, peopleBody, unlinkBody } from "./people-views.ts";

type Handler = (parts: PagesParts) => VisitHandler<HrVisit>;

/** How everybody stands, by name, and ending the link of somebody. */
export function peoplePages(parts: PagesParts): Router {
  const hr = (handler: Handler) => hrVisitorsOf(parts, "people", handler(parts));
  const router = express.Router();
  // A name that is looked for does not belong in an address: servers on the way may write that down.
  router.route("/people").get(hr(showPeople)).post(smallForm(), hr(findPeople));
  router.get("/people.csv", hr(sendPeople));
  router
    .route("/people/unlink")
    .get((_request, response) => response.redirect(303, "/p/page/people"))
    .post(smallForm(), hr(askToUnlink));
  router.post("/people/unlink/confirmed", smallForm(), hr(unlink));
  return router;
}

const showPeople: Handler = (parts) => (visit, request, response) =>
  show(parts, visit, request, response, {
    status: statusIn(queryField(request, "status")),
    words: "",
    after: queryField(request, "after"),
  });

const findPeople: Handler = (parts) => (visit, request, response) =>
  show(parts, visit, request, response, {
    status: statusIn(field(request, "status")),
    words: field(request, "words").trim(),
    after: field(request, "after"),
  });

const sendPeople: Handler = (parts) => async (visit, request, response) => {
  const { organisation } = visit.membership;
  const round = await roundOf(parts, visit);
  await note(parts, visit, "export", { list: "people", round: round.id });
  const standings = standingsOf(parts.rounds, organisation.id, round.id);
  await sendCsv(response, "people.csv", standingRows(voiceOf(request), standings));
};

const askToUnlink: Handler = (parts) => async (visit, request, response) => {
  const member = await memberMeant(parts, visit, request);
  if (member === undefined) return response.redirect(303, "/p/page/people?notice=unknown");
  await note(parts, visit, "people_view", { view: "unlink" }, member.id);
  const voice = voiceOf(request);
  const title = voice.say("people.unlink_title");
  sendPage(response, voice, { title, body: unlinkBody(voice, member), expiresAt: visit.grant.expiresAt });
};

const unlink: Handler = (parts) => async (visit, request, response) => {
  const { membership, grant, at } = visit;
  const member = await memberMeant(parts, visit, request);
  if (member === undefined) return response.redirect(303, "/p/page/people?notice=unknown");
  // Its audit entry is written together with it.
  const was = await parts.linking.unlinkMember(membership.organisation.id, member.id, actorOf(grant), at);
  response.redirect(303, `/p/page/people?notice=${was ? "unlinked" : "not_linked"}`);
};

async function show(
  parts: PagesParts,
  visit: HrVisit,
  request: Request,
  response: Response,
  filter: PeopleFilter,
): Promise<void> {
  const round = await roundOf(parts, visit);
  const list = await listPeople(parts.rounds, visit, round.id, filter);
  // Without the words: they may be a name.
  const { status } = filter;
  const seen = { view: "people", round: round.id, status, people: list.people.length };
  await note(parts, visit, "people_view", seen);
  const voice = voiceOf(request);
  const notice = queryField(request, "notice");
  const { organisation } = visit.membership;
  const shown = isPeopleNotice(notice) ? notice : undefined;
  const body = peopleBody(voice, { organisation, round }, list, filter, shown);
  const title = voice.say("people.title");
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt, isWide: true });
}

/** The organisation's round, which whoever looks may not be in. */
function roundOf({ rounds }: PagesParts, { membership, at }: HrVisit) {
  return rounds.current(membership.organisation.id, at);
}

function memberMeant(parts: PagesParts, { membership }: HrVisit, request: Request) {
  const staffNumber = field(request, "staff_number");
  return findMember(parts.directory, membership.organisation.id, staffNumber);
}

function statusIn(word: string): string {
  return MEMBER_STATUSES.find((status) => status === word) ?? "";
}

async function* standingRows(
  { say, day }: PageVoice,
  standings: ReturnType<typeof standingsOf>,
): AsyncGenerator<readonly string[]> {
  yield [
    say("person.staff_number"),
    say("person.name"),
    say("person.unit_code"),
    say("person.unit"),
    say("people.status"),
    say("people.since"),
  ];
  for await (const { staffNumber, name, unit, unitName, status, since } of standings)
    yield [staffNumber, name, unit, unitName, say(`status.${status}`), since === null ? "" : day(since)];
}
