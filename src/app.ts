import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express, { type Express } from "express";
import helmet from "helmet";
import { createHost } from "./app-host.ts";
import { jobsFor } from "./app-jobs.ts";
import { AppLife } from "./app-life.ts";
import type { Config } from "./config.ts";
import { loadContent } from "./content/load-content.ts";
import type { Content } from "./core/content.ts";
import { isMeantForBot } from "./core/conversation/asides.ts";
import type { Localized } from "./core/language.ts";
import { createWebhookRouter } from "./line/webhook-router.ts";
import { createLog } from "./log.ts";
import { openLine } from "./open-line.ts";
import {
  openCalendar,
  openReminderDesk,
  openReminderSender,
  reminderJobs,
  type SenderOptions,
} from "./open-reminders.ts";
import { type OpenStorage, openStorage } from "./open-storage.ts";
import { PageKeep } from "./pages/page-keep.ts";
import { createPagesRouter } from "./pages/pages-router.ts";
import type { Host } from "./runner/host.ts";
import type { Clock, HealthCheck, Log } from "./runner/ports.ts";
import type { ReminderSender } from "./runner/reminder-sender.ts";
import type { TeamSnapshots } from "./runner/team-snapshots.ts";
import { Worker, type WorkerOptions } from "./runner/worker.ts";
import { createHealthRouter } from "./web/health-router.ts";
import { createMetrics, type Metrics } from "./web/metrics.ts";

/** What a test or the demo may put in place of the real thing. */
export interface AppOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Puts itself between the worker and everything it uses, to make it fail. */
  readonly wrapHost?: (host: Host) => Host;
  readonly worker?: Omit<WorkerOptions, "name">;
  readonly sender?: SenderOptions;
}

/** The whole service, not listening yet. */
export interface App {
  /** Webhook (unless the role is worker), health and metrics. */
  readonly http: Express;
  /** One line for the start message. */
  readonly description: string;
  readonly storage: OpenStorage;
  readonly content: Content;
  /** What is published of teams, and its renewal. */
  readonly teams: TeamSnapshots;
  /** Sends reminders once the app is started. */
  readonly sender: ReminderSender;
  /**
   * Brings the database up to date and begins to work, trying again for as long as servers are away.
   * Resolves when it works; until then webhooks are accepted as far as the inbox can take them.
   */
  start(): Promise<void>;
  /** Finishes what is begun and closes everything. */
  stop(): Promise<void>;
}

const NO_ORGANISATION = {
  controller: {
    th: "หน่วยงานที่เปิดใช้บัญชีนี้",
    en: "the organisation that runs this account",
  },
  contact: {
    th: "งานทรัพยากรบุคคลของหน่วยงาน",
    en: "the human resources office of the organisation",
  },
} as const satisfies Record<string, Localized>;

/** Wires everything together. Throws DataFolderInUseError and ContentError. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const clock = options.clock ?? { now: () => Date.now() };
  const log = options.log ?? createLog(config.logLevel);
  const content = contentFor(config);
  const storage = await openStorage(config.storage, {
    clock,
    log,
    redisKeyPrefix: config.redisKeyPrefix,
    exclusive: true,
  });
  const metrics = createMetrics(storage.inbox);
  const teams = storage.createTeamSnapshots(content);
  const line = openLine({ config, clock, log, observe: (call) => metrics.called(call) });
  const calendar = openCalendar(config);
  const desk = openReminderDesk({ config, storage, content, calendar, figures: line.figures });
  const host = createHost({
    config,
    clock,
    log,
    content,
    storage,
    teams,
    gateway: line.gateway,
    desk,
    metrics,
  });
  const reminding = {
    config,
    clock,
    log,
    content,
    storage,
    calendar,
    desk,
    line,
    figures: line.figures,
    host,
  };
  const sender = openReminderSender(reminding, options.sender);
  const worker = new Worker(options.wrapHost?.(host) ?? host, {
    ...options.worker,
    name: `worker-${randomUUID()}`,
  });
  const keep = new PageKeep(join(tmpdir(), "thaksa-uploads"), clock);
  const jobs = [...jobsFor({ config, storage, teams, clock, log }), ...reminderJobs(reminding)];
  const workers = [worker, sender];
  const life = new AppLife({ storage, works: config.role !== "web", workers, jobs, log, keep });
  return {
    http: createHttp(config, { clock, log, content, storage, metrics, keep, checks: () => life.checks() }),
    description: storage.description,
    storage,
    content,
    teams,
    sender,
    start: () => life.start(),
    stop: () => life.stop(),
  };
}

function contentFor({ organisation, selfRegistration }: Config): Content {
  return loadContent({
    selfRegistration,
    controller: organisation?.name || NO_ORGANISATION.controller,
    contact: organisation?.contact || NO_ORGANISATION.contact,
  });
}

interface HttpParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly content: Content;
  readonly storage: OpenStorage;
  readonly metrics: Metrics;
  readonly keep: PageKeep;
  checks(): readonly HealthCheck[];
}

function createHttp(config: Config, parts: HttpParts): Express {
  const http = express();
  http.disable("x-powered-by");
  http.set("trust proxy", config.trustedProxies);
  const { clock, log, storage, metrics } = parts;
  // Before anything else: it is asked most, and its answers have no body a browser would have to be careful with.
  if (config.role !== "worker") {
    http.use(
      createWebhookRouter({
        channelSecrets: config.line.channelSecrets,
        inbox: storage.inbox,
        clock,
        log,
        metrics: metrics.webhook,
        isMeantForBot: (text) => isMeantForBot(text, parts.content),
      }),
    );
  }
  http.use(helmet());
  http.use(
    createHealthRouter(() => parts.checks()),
    metrics.router,
  );
  if (config.role === "worker") return http;
  const { publicBaseUrl, lineBasicId } = config;
  if (publicBaseUrl === undefined) return http;
  const { oneTimeLinks: links, linking, rounds, directory, audit, exportPerson, reminders } = storage;
  const { runs, schedules } = reminders;
  const stores = { links, linking, rounds, directory, audit, exportPerson, runs, schedules };
  http.use(
    createPagesRouter({
      ...stores,
      content: parts.content,
      keep: parts.keep,
      clock,
      log,
      publicBaseUrl,
      lineBasicId,
    }),
  );
  return http;
}
