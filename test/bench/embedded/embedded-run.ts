import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { DATABASE_FILE } from "../../../src/database/open-sqlite.ts";
import { type ProcessFigures, processFigures } from "../process-figures.ts";
import type { Script } from "../turn/bench-crowd.ts";
import { type TurnFigures, TurnLoad } from "../turn/turn-load.ts";
import { folderSize } from "./folder-size.ts";
import { startEmbedded, stopEmbedded } from "./start-embedded.ts";

/** What one embedded service is put through. */
export interface EmbeddedOrdeal {
  /** Of its own, removed by whoever made it. */
  readonly dataDir: string;
  readonly script: Script;
  /** All in the middle of an assessment when measuring begins. */
  readonly people: number;
  /** Turns a second, one after another. */
  readonly rates: readonly number[];
  /** How long each rate lasts. */
  readonly seconds: number;
  /** Turns under way at any moment where as many as possible are wanted. */
  readonly inFlight: number;
}

/** What came of it. Times are in ms. */
export interface EmbeddedFigures {
  readonly newFolderMs: number;
  readonly withDataMs: number;
  readonly idle: ProcessFigures | null;
  readonly afterLoad: ProcessFigures | null;
  /** By turns a second. */
  readonly atRates: ReadonlyMap<number, TurnFigures & { readonly computing: number }>;
  readonly saturated: TurnFigures & { readonly computing: number };
  /** How many ratings were tapped, those before the measuring too. */
  readonly rated: number;
  /** How many ratings there are in the records. */
  readonly kept: number;
  /** Bytes, before anybody came and at the end, with the server stopped and nothing left in the write-ahead log. */
  readonly folder: { readonly empty: number; readonly full: number };
}

const CHANNEL_SECRET = "4f6e6c7920666f722062656e63686573";
const IDLE_MS = 5_000;
/** How long as many as possible go through. */
const SATURATED_TURNS_A_PERSON = 3;

/** Starts a service, puts load on it, stops it and starts it once more. */
export async function runEmbedded(ordeal: EmbeddedOrdeal): Promise<EmbeddedFigures> {
  const load = await TurnLoad.start(CHANNEL_SECRET, ordeal.script);
  const settings = { LINE_CHANNEL_SECRET: CHANNEL_SECRET, LINE_API_BASE_URL: load.sink.origin };
  try {
    const fresh = await startEmbedded(ordeal.dataDir, settings);
    await stopEmbedded(fresh.service);
    emptyLog(ordeal.dataDir);
    const empty = folderSize(ordeal.dataDir);
    const { service } = await startEmbedded(ordeal.dataDir, settings);
    load.url = `${await service.url}/webhook`;
    await pause(IDLE_MS);
    const idle = processFigures(service.pid);
    const turns = await putLoadOn(load, service.pid, ordeal);
    const afterLoad = processFigures(service.pid);
    await stopEmbedded(service);
    const again = await startEmbedded(ordeal.dataDir, settings);
    await stopEmbedded(again.service);
    const kept = answersKept(ordeal.dataDir);
    const full = folderSize(ordeal.dataDir);
    return {
      newFolderMs: fresh.readyMs,
      withDataMs: again.readyMs,
      idle,
      afterLoad,
      ...turns,
      rated: load.crowd.ratings,
      kept,
      folder: { empty, full },
    };
  } finally {
    await load.close();
  }
}

async function putLoadOn(load: TurnLoad, pid: number, ordeal: EmbeddedOrdeal) {
  const { script, people, rates, seconds, inFlight } = ordeal;
  // Half a questionnaire is left on average.
  await load.prepare((people * (script.questions + 1)) / 2, inFlight);
  const withComputing = async (turns: () => Promise<TurnFigures>) => {
    const before = computed(pid);
    const figures = await turns();
    return { ...figures, computing: computed(pid) - before };
  };
  const atRates = new Map<number, TurnFigures & { readonly computing: number }>();
  for (const rate of rates) {
    atRates.set(rate, await withComputing(() => load.atRate(rate, seconds)));
  }
  const saturated = await withComputing(() => load.saturate(people * SATURATED_TURNS_A_PERSON, inFlight));
  return { atRates, saturated };
}

function computed(pid: number): number {
  return processFigures(pid)?.cpuSeconds ?? Number.NaN;
}

/** Looked at past the service, which has stopped. */
function answersKept(dataDir: string): number {
  emptyLog(dataDir);
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE), { readOnly: true });
  try {
    return Number(database.prepare("select coalesce(sum(answered), 0) as kept from assessment").get()?.kept);
  } finally {
    database.close();
  }
}

/** Puts what the write-ahead log holds into the file: it is some megabytes long, however many people there are. */
function emptyLog(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE));
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
}
