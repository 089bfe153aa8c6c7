import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express, { type Express } from "express";
import helmet from "helmet";
import { jobsFor } from "./app-jobs.ts";
import type { Config } from "./config.ts";
import { loadContent } from "./content/load-content.ts";
import { loadTemplates } from "./content/load-templates.ts";
import type { Content } from "./core/content.ts";
import { isMeantForBot } from "./core/conversation/asides.ts";
import type { Localized } from "./core/language.ts";
import { fixedToken, StatelessTokenSource } from "./line/channel-access-token.ts";
import { LineGateway } from "./line/line-gateway.ts";
import { createMessageRenderer } from "./line/render-message.ts";
import { createWebhookRouter } from "./line/webhook-router.ts";
import { createLog } from "./log.ts";
import { type OpenStorage, openStorage } from "./open-storage.ts";
import { PageKeep } from "./pages/page-keep.ts";
import { createPagesRouter } from "./pages/pages-router.ts";
import { failFast, restAfterTrouble } from "./runner/fail-fast.ts";
import type { Host } from "./runner/host.ts";
import { keepTrying } from "./runner/keep-trying.ts";
import { createLookUp } from "./runner/look-up.ts";
import {
  type Clock,
  type HealthCheck,
  type JobRunner,
  type Log,
  type RecurringJob,
  UnavailableError,
} from "./runner/ports.ts";
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
  const host = createHost({ config, clock, log, content, storage, teams, metrics });
  const worker = new Worker(options.wrapHost?.(host) ?? host, {
    ...options.worker,
    name: `worker-${randomUUID()}`,
  });
  const keep = new PageKeep(join(tmpdir(), "thaksa-uploads"), clock);
  const life = new Life(config, storage, worker, log, keep, jobsFor({ config, storage, teams, clock, log }));
  return {
    http: createHttp(config, { clock, log, content, storage, metrics, keep, checks: () => life.checks() }),
    description: storage.description,
    storage,
    content,
    teams,
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

interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly content: Content;
  readonly storage: OpenStorage;
  readonly teams: TeamSnapshots;
  readonly metrics: Metrics;
}

function createHost({ config, clock, log, content, storage, teams, metrics }: Parts): Host {
  const { access, apiBaseUrl: apiBaseURL, channelSecrets } = config.line;
  const tokens =
    access.kind === "fixed"
      ? fixedToken(access.accessToken)
      : new StatelessTokenSource({
          channelId: access.channelId,
          channelSecret: channelSecrets[0],
          clock,
          log,
          apiBaseURL,
        });
  const gateway = new LineGateway({
    tokens,
    apiBaseURL,
    clock,
    log,
    render: createMessageRenderer(loadTemplates(), log),
    observe: (call) => metrics.called(call),
  });
  const { sessions, inbox, linking, oneTimeLinks } = storage;
  const attempt = restAfterTrouble(clock);
  const lookUp = createLookUp({
    clock,
    linking,
    oneTimeLinks,
    teams,
    publicBaseUrl: config.publicBaseUrl,
    attempt,
  });
  return {
    clock,
    content,
    sessions,
    records: failFast(storage.records, attempt),
    lookUp,
    inbox,
    gateway,
    log,
    meter: metrics,
    pushLateAnswers: config.pushLateAnswers,
  };
}

function createHttp(
  config: Config,
  parts: {
    readonly clock: Clock;
    readonly log: Log;
    readonly content: Content;
    readonly storage: OpenStorage;
    readonly metrics: Metrics;
    readonly keep: PageKeep;
    checks(): readonly HealthCheck[];
  },
): Express {
  const http = express();
  http.disable("x-powered-by");
  http.set("trust proxy", config.trustedProxies);
  http.use(helmet());
  http.use(
    createHealthRouter(() => parts.checks()),
    parts.metrics.router,
  );
  if (config.role === "worker") return http;
  const { clock, log, storage, metrics } = parts;
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
  const { publicBaseUrl, lineBasicId } = config;
  if (publicBaseUrl === undefined) return http;
  const { oneTimeLinks: links, linking, rounds, directory, audit, exportPerson } = storage;
  const stores = { links, linking, rounds, directory, audit, exportPerson };
  http.use(createPagesRouter({ ...stores, keep: parts.keep, clock, log, publicBaseUrl, lineBasicId }));
  return http;
}

/** Start, readiness and stop. */
class Life {
  readonly #config: Config;
  readonly #storage: OpenStorage;
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #keep: PageKeep;
  readonly #jobs: readonly RecurringJob[];
  readonly #stopped = new AbortController();
  #jobRunner: JobRunner | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #isPrepared = false;

  constructor(
    config: Config,
    storage: OpenStorage,
    worker: Worker,
    log: Log,
    keep: PageKeep,
    jobs: readonly RecurringJob[],
  ) {
    this.#config = config;
    this.#storage = storage;
    this.#worker = worker;
    this.#log = log;
    this.#keep = keep;
    this.#jobs = jobs;
  }

  checks(): readonly HealthCheck[] {
    const started: HealthCheck = {
      name: "started",
      check: async () => {
        if (!this.#isPrepared) throw new UnavailableError("the database's tables");
      },
    };
    return [...this.#storage.health, started];
  }

  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    const { signal } = this.#stopped;
    await keepTrying(() => this.#storage.prepare(), { log: this.#log, signal });
    if (signal.aborted) return;
    this.#isPrepared = true;
    if (this.#config.role !== "web") {
      this.#worker.start();
      await this.#startJobs(signal);
    }
    for (const warning of await this.#storage.warnings().catch(() => [])) this.#log.warn({}, warning);
  }

  /** Waits for as long as the jobs' server is away, but not longer than until the stop. */
  async #startJobs(signal: AbortSignal): Promise<void> {
    const jobRunner = this.#storage.createJobRunner();
    this.#jobRunner = jobRunner;
    const started = keepTrying(() => jobRunner.start(this.#jobs), { log: this.#log, signal });
    // Its connection is closed under it when it has not come that far.
    started.catch(() => {});
    await Promise.race([started, once(signal, "abort")]);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopped.abort();
    await this.#starting?.catch(() => {});
    await this.#worker.stop();
    await this.#jobRunner?.stop();
    await this.#keep.close();
    await this.#storage.close();
  }
}
