import { parseArgs } from "node:util";
import { endServices } from "../faults/service.ts";
import { temporaryFolder } from "../support/servers.ts";
import { type EmbeddedFigures, runEmbedded } from "./embedded/embedded-run.ts";
import { commandOf, type Measurement, record, show, type Table } from "./measurement.ts";
import { ratingScript } from "./turn/rating-script.ts";
import type { TurnFigures } from "./turn/turn-load.ts";

/**
 * What one process with one SQLite file is good for: turns a second, from webhook to reply, of people in the middle of
 * an assessment, memory, start, and how the data folder grows.
 *
 *   npm run bench -- embedded [--people 1000] [--rates 50,100,200] [--seconds 20] [--in-flight 64] [--dry]
 */
const { values: options } = parseArgs({
  options: {
    people: { type: "string", default: "1000" },
    rates: { type: "string", default: "50,100,200" },
    seconds: { type: "string", default: "20" },
    "in-flight": { type: "string", default: "64" },
    dry: { type: "boolean", default: false },
  },
});
const PEOPLE = Number(options.people);
const IN_FLIGHT = Number(options["in-flight"]);

const script = ratingScript();
const folder = temporaryFolder();
try {
  const figures = await runEmbedded({
    dataDir: folder.path,
    script,
    people: PEOPLE,
    rates: options.rates.split(",").map(Number),
    seconds: Number(options.seconds),
    inFlight: IN_FLIGHT,
  });
  const measurement = measurementOf(figures);
  if (measurement.goals.some(({ met }) => !met)) process.exitCode = 1;
  (options.dry ? show : record)(measurement);
} finally {
  await endServices();
  folder.remove();
}

function measurementOf(figures: EmbeddedFigures): Measurement {
  const { atRates, saturated, rated, kept } = figures;
  return {
    name: "embedded",
    title: "Embedded: one process, one SQLite file",
    command: commandOf("embedded"),
    method: [
      `${PEOPLE.toLocaleString("en")} people of the role with the most questions, ${script.questions}, are led to different questions and then tap answers.`,
      `At a rate, taps go out at planned instants for ${options.seconds} s, whatever comes back;`,
      "times count from the planned instant of the webhook until the reply is at the stand-in of LINE, which shares the machine.",
      `As many as possible means that ${IN_FLIGHT} turns are under way at any moment and the next follows a reply.`,
      "The file is written with `synchronous=full`; the folder is measured with an empty write-ahead log, which otherwise adds up to 4 MB.",
    ],
    goals: [
      {
        goal: "every tap is an answer in the records",
        figure: `${kept.toLocaleString("en")} of ${rated.toLocaleString("en")}`,
        met: kept === rated,
      },
    ],
    tables: [
      { title: "From webhook to reply", rows: [...atRates].map(([rate, one]) => rateRow(`${rate}`, one)) },
      { title: "As many as possible", rows: [rateRow("as many as possible", saturated)] },
      { title: "The process and its folder", rows: processRows(figures) },
    ],
  };
}

function rateRow(rate: string, figures: TurnFigures & { readonly computing: number }): Table["rows"][number] {
  const { sent, answered, perSecond, p50, p99, max, late, computing } = figures;
  return {
    "turns a second": rate,
    taps: sent,
    answered,
    "answered a second": perSecond,
    "p50 (ms)": p50,
    "p99 (ms)": p99,
    "slowest (ms)": max,
    "taps left late by, p99 (ms)": late,
    "computing a turn (ms)": Number(((computing / Math.max(1, answered)) * 1_000).toFixed(2)),
  };
}

function processRows(figures: EmbeddedFigures): Table["rows"] {
  const { newFolderMs, withDataMs, idle, afterLoad, folder } = figures;
  const rows: Readonly<Record<string, number | null | undefined>> = {
    "start to ready, new folder (ms)": Math.round(newFolderMs),
    "start to ready, with the data of these people (ms)": Math.round(withDataMs),
    "memory idle (MB)": idle?.memoryMb,
    "memory after the load (MB)": afterLoad?.memoryMb,
    "memory at its peak (MB)": afterLoad?.peakMemoryMb,
    "data folder when new (MB)": Number((folder.empty / 1e6).toFixed(1)),
    "data folder at the end (MB)": Number((folder.full / 1e6).toFixed(1)),
    "data folder, for each person (kB)": Number(((folder.full - folder.empty) / PEOPLE / 1_000).toFixed(1)),
  };
  return Object.entries(rows).map(([what, figure]) => ({ what, figure: figure ?? null }));
}
