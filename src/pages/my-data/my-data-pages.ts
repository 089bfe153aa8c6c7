import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { PersonExport } from "../../runner/person-export.ts";
import { sendPage } from "../page-layout.ts";
import { type PageVoice, voiceOf } from "../page-voice.ts";
import type { PagesParts } from "../pages-parts.ts";
import { note, type Visit, visitorsOf } from "../visit.ts";
import { createFrameworkWords } from "./framework-words.ts";
import { myDataFile } from "./my-data-file.ts";
import { myDataBody } from "./my-data-view.ts";

const exportSchema: z.ZodType<PersonExport> = z.record(z.string(), z.json());

/** Everything stored about the person who opened the link, also when they are linked to nobody. */
export function myDataPages(parts: PagesParts): Router {
  const router = express.Router();
  const own = (handle: (visit: Visit, request: Request, response: Response) => Promise<void>) =>
    visitorsOf(parts, "my_data", handle);
  const wordsFor = ({ language }: PageVoice) => createFrameworkWords(language, parts.content);
  const dataOf = async ({ grant }: Visit) => exportSchema.parse(await parts.exportPerson(grant.personId));

  router.get(
    "/my-data",
    own(async (visit, request, response) => {
      const data = await dataOf(visit);
      await note(parts, visit, "people_view", { view: "my_data" }, visit.grant.member);
      const voice = voiceOf(request);
      const title = voice.say("my_data.title");
      const body = myDataBody({ voice, words: wordsFor(voice) }, data);
      sendPage(response, voice, { title, body, expiresAt: visit.grant.expiresAt });
    }),
  );
  router.get(
    "/my-data.json",
    own(async (visit, request, response) => {
      const data = await dataOf(visit);
      await note(parts, visit, "export", { list: "my_data" }, visit.grant.member);
      const voice = voiceOf(request);
      const file = myDataFile(voice, wordsFor(voice), data);
      response.attachment("my-data.json").type("application/json; charset=utf-8");
      response.send(`${JSON.stringify(file, null, 2)}\n`);
    }),
  );
  return router;
}
