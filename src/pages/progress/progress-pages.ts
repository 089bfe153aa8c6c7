import express, { type Request, type Router } from "express";
import type { Round } from "../../core/people/round.ts";
import { field, queryField, smallForm } from "../form-body.ts";
import { OneAtATime } from "../one-at-a-time.ts";
import { sendPage } from "../page-layout.ts";
import { type PageVoice, voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { sendCsv } from "../send-csv.ts";
import { MOST_XLSX_ROWS, type Sheet, sendXlsx } from "../send-xlsx.ts";
import { type HrVisit, hrVisitorsOf, note, type VisitHandler } from "../visit.ts";
import { findProgress, type ProgressList, peopleOf, roundsToChoose } from "./progress-desk.ts";
import { progressHeadings, progressRows, progressWidths } from "./progress-rows.ts";
import { progressBody, tooManyBody } from "./progress-views.ts";

type Handler = (parts: PagesParts) => VisitHandler<HrVisit>;

/** How a round gets on, to be taken away as a file. */
export function progressPages(parts: PagesParts): Router {
  const hr = (handler: Handler) => hrVisitorsOf(parts, "progress", handler(parts));
  const router = express.Router();
  // A staff number does not belong in an address: servers on the way may write that down.
  router.route("/progress").get(hr(showProgress)).post(smallForm(), hr(showProgress));
  router.get("/progress.csv", hr(sendProgress));
  router.get("/progress.xlsx", hr(createWorkbookHandler()));
  return router;
}

const showProgress: Handler = (parts) => async (visit, request, response) => {
  const rounds = await roundsToChoose(parts, visit);
  const round = chosenOf(rounds, request);
  const progress = await findProgress(parts, visit, round, field(request, "after"));
  const detail = { view: "progress", round: round.id, people: progress.people.length };
  await note(parts, visit, "progress_view", detail);
  const voice = voiceOf(request);
  const organisation = voice.of(visit.membership.organisation.name);
  const body = progressBody(voice, { organisation, round, rounds, progress });
  const title = voice.say("progress.title");
  sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt, isWide: true });
};

const sendProgress: Handler = (parts) => async (visit, request, response) => {
  const round = chosenOf(await roundsToChoose(parts, visit), request);
  const list = listOf(request);
  await note(parts, visit, "export", { list: nameOf(list), round: round.id, format: "csv" });
  const people = peopleOf(parts, visit.membership.organisation.id, round.id, list);
  await sendCsv(response, `${fileOf(list)}.csv`, csvRows(voiceOf(request), list, people));
};

/** Workbooks are made one after the other: each is held as a whole. */
function createWorkbookHandler(): Handler {
  const inTurn = new OneAtATime();
  return (parts) => async (visit, request, response) => {
    const round = chosenOf(await roundsToChoose(parts, visit), request);
    const list = listOf(request);
    const voice = voiceOf(request);
    await note(parts, visit, "export", { list: nameOf(list), round: round.id, format: "xlsx" });
    const isSent = await inTurn.run(async () => {
      const people = peopleOf(parts, visit.membership.organisation.id, round.id, list);
      const sheet = await sheetOf(voice, list, people);
      if (sheet !== undefined) await sendXlsx(response, `${fileOf(list)}.xlsx`, sheet);
      return sheet !== undefined;
    });
    if (isSent) return;
    const title = voice.say("progress.too_many_title");
    const body = tooManyBody(voice, round, list);
    sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt }, 422);
  };
}

/** The list as a table; undefined when it is too long for one, as soon as that is known. */
async function sheetOf(
  voice: PageVoice,
  list: ProgressList,
  people: ReturnType<typeof peopleOf>,
): Promise<Sheet | undefined> {
  const rows: (readonly string[])[] = [];
  for await (const row of progressRows(voice, list, people)) {
    if (rows.length === MOST_XLSX_ROWS) return undefined;
    rows.push(row);
  }
  const name = voice.say("progress.sheet");
  return { name, headings: progressHeadings(voice, list), rows, widths: progressWidths(list) };
}

async function* csvRows(
  voice: PageVoice,
  list: ProgressList,
  people: ReturnType<typeof peopleOf>,
): AsyncGenerator<readonly string[]> {
  yield progressHeadings(voice, list);
  yield* progressRows(voice, list, people);
}

function chosenOf(rounds: readonly [Round, ...Round[]], request: Request): Round {
  const id = queryField(request, "round") || field(request, "round");
  return rounds.find((round) => round.id === id) ?? rounds[0];
}

function listOf(request: Request): ProgressList {
  return queryField(request, "list") === "not_linked" ? "not_linked" : "everybody";
}

/** How the audit log names a list. */
function nameOf(list: ProgressList): string {
  return list === "not_linked" ? "progress_not_linked" : "progress";
}

function fileOf(list: ProgressList): string {
  return list === "not_linked" ? "not-linked" : "progress";
}
