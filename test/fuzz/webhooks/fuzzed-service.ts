import { fileURLToPath } from "node:url";
import { migrate } from "../../../src/database/migrate.ts";
import type { Database } from "../../../src/database/schema.ts";
import { type Service, startService } from "../../faults/service.ts";
import { fillSendingWorld } from "../../sending/sending-world.ts";
import { openEmbedded, openOnServers } from "../../support/storage-places.ts";
import { HR_NUMBERS, MANAGER_NUMBERS } from "./roles.ts";

/** A process of the service and what it is there for. */
export interface NamedProcess {
  readonly name: string;
  readonly service: Service;
}

/** The service as in production, with storage of its own. */
export interface FuzzedService {
  readonly processes: readonly NamedProcess[];
  /** Where webhooks go. */
  readonly url: string;
  /** Ends the processes and returns how each ended. */
  stop(): Promise<readonly (number | NodeJS.Signals)[]>;
  /** Removes everything; the processes have to be stopped. */
  remove(): Promise<void>;
}

/** How long a process may take to stop. */
const STOP_WITHIN_MS = 40_000;
const UNIT = "10";
const HOLIDAYS = fileURLToPath(new URL("../../sending/holidays", import.meta.url));

interface Setting {
  readonly secret: string;
  readonly lineUrl: string;
  /** People of the organisation; others are strangers. */
  readonly members: number;
  readonly isEmbedded: boolean;
}

/** Starts web and worker on Redis and PostgreSQL (REDIS_TEST_URL, POSTGRES_TEST_URL), or one embedded process. */
export async function startFuzzedService(setting: Setting): Promise<FuzzedService> {
  const place = await (setting.isEmbedded ? openEmbedded() : openOnServers());
  await migrate(place.database);
  await fillWorld(place.database, setting.members);
  const roles = setting.isEmbedded ? ["all"] : ["web", "worker"];
  const processes = roles.map((role) => ({
    name: role,
    service: startService("src/main.ts", { ...common(setting), ...place.settings, ROLE: role }, [
      "--unhandled-rejections=strict",
    ]),
  }));
  await Promise.all(processes.map(({ service }) => service.said("Ready")));
  return {
    processes,
    url: (await processes[0]?.service.url) ?? "",
    stop: () => Promise.all(processes.map(({ service }) => stopped(service))),
    remove: place.close,
  };
}

function common({ secret, lineUrl }: Setting): Record<string, string> {
  return {
    LINE_CHANNEL_SECRET: secret,
    LINE_CHANNEL_ACCESS_TOKEN: "fixed-access-token-of-the-fuzz",
    LINE_API_BASE_URL: lineUrl,
    PUBLIC_BASE_URL: "https://bot.example.go.th",
    SENDING_HOURS: "00:00-24:00",
    HOLIDAYS_DIR: HOLIDAYS,
    MESSAGE_PRICE: "0.06",
    LOG_LEVEL: "trace",
  };
}

async function stopped(service: Service): Promise<number | NodeJS.Signals> {
  service.kill("SIGTERM");
  const cutting = setTimeout(() => service.kill("SIGKILL"), STOP_WITHIN_MS);
  return service.ended.finally(() => clearTimeout(cutting));
}

/** An organisation with an open round, officers, managers and human resources. */
async function fillWorld(database: Database, members: number): Promise<void> {
  await fillSendingWorld(database, members);
  const hr = HR_NUMBERS.map(memberOf);
  await database.updateTable("member").set({ role: "hr" }).where("id", "in", hr).execute();
  const managers = MANAGER_NUMBERS.map((number) => ({ member: memberOf(number), unit: UNIT }));
  await database.insertInto("member_manages").values(managers).execute();
}

/** As sending-world.ts calls them. */
function memberOf(number: number): string {
  return `m${number}`;
}
