import { z } from "zod";
import { REMINDER_SETTINGS, type ReminderConfig, toReminders } from "./reminder-settings.ts";

/** Where state is kept: one SQLite file, or Redis and PostgreSQL. */
export type Storage =
  | { readonly mode: "embedded"; readonly dataDir: string }
  | { readonly mode: "servers"; readonly redisUrl: string; readonly databaseUrl: string };

/** How calls to LINE are authorised. */
export type LineAccess =
  | { readonly kind: "fixed"; readonly accessToken: string }
  | { readonly kind: "stateless"; readonly channelId: string };

/** Everything that can be set from outside, checked and frozen. */
export interface Config {
  readonly port: number;
  /** `all` takes webhooks and works on them in one process. */
  readonly role: "all" | "web" | "worker";
  readonly storage: Storage;
  readonly line: {
    /** The current secret first; during a rotation also the one before. */
    readonly channelSecrets: readonly [string, ...string[]];
    readonly access: LineAccess;
    readonly apiBaseUrl: string;
  };
  /** Absent when nothing outside needs to know the address. */
  readonly publicBaseUrl: string | undefined;
  /** How many proxies before this server say whom a request comes from. */
  readonly trustedProxies: number;
  /** Whether people may take part without a link to an organisation. */
  readonly selfRegistration: boolean;
  /** The account's name in addresses that open its chat, with its @. */
  readonly lineBasicId: string | undefined;
  readonly logLevel: string;
  readonly pushLateAnswers: boolean;
  /** Named in the privacy notice. */
  readonly organisation: { readonly name: string; readonly contact: string } | undefined;
  readonly redisKeyPrefix: string;
  /** How many whole months things are kept; null for ever. See runner/retention-job.ts. */
  readonly retention: {
    readonly answersMonths: number | null;
    readonly inactiveMonths: number | null;
    readonly auditMonths: number | null;
  };
  readonly reminders: ReminderConfig;
}

/** The environment does not make a configuration; `problems` says what to do, by name, never by value. */
export class ConfigError extends Error {
  readonly code = "CONFIG";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `- ${line}`).join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const switchSetting = z.enum(["on", "off"]);
const urlWith = (...protocols: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
const MONTHS_ADVICE = "use a whole number of months from 1 to 240, or never";
const monthsSetting = (months: number) => ({
  schema: z
    .union([
      z.literal("never").transform(() => null),
      z
        .string()
        .regex(/^\d{1,3}$/u)
        .transform(Number)
        .pipe(z.number().min(1).max(240)),
    ])
    .default(months),
  advice: MONTHS_ADVICE,
});

const SETTINGS = {
  PORT: {
    schema: z.string().regex(/^\d+$/u).transform(Number).pipe(z.number().max(65_535)).default(3000),
    advice: "use a port number from 0 to 65535, e.g. 3000",
  },
  ROLE: {
    schema: z.enum(["all", "web", "worker"]).default("all"),
    advice: "use all, web or worker",
  },
  LINE_CHANNEL_SECRET: {
    schema: z.string().trim().min(1),
    advice: "set it to the channel secret from the LINE Developers Console (Basic settings)",
  },
  LINE_CHANNEL_SECRET_PREVIOUS: {
    schema: z.string().trim().min(1).optional(),
    advice: "set it to the channel secret before the rotation, or leave it out",
  },
  LINE_CHANNEL_ID: {
    schema: z
      .string()
      .regex(/^\d{1,20}$/u)
      .optional(),
    advice: "set it to the channel ID (digits) from the LINE Developers Console",
  },
  LINE_CHANNEL_ACCESS_TOKEN: {
    schema: z.string().trim().min(1).optional(),
    advice: "set it to a channel access token, or leave it out and set LINE_CHANNEL_ID",
  },
  LINE_API_BASE_URL: {
    schema: urlWith("http:", "https:").default("https://api.line.me"),
    advice: "use an http(s) address; leave it out for LINE itself",
  },
  REDIS_URL: {
    schema: urlWith("redis:", "rediss:").optional(),
    advice: "use redis://host:6379 or rediss://…, or leave it out for embedded storage",
  },
  DATABASE_URL: {
    schema: urlWith("postgres:", "postgresql:").optional(),
    advice: "use postgres://user@host:5432/name, or leave it out for embedded storage",
  },
  REDIS_KEY_PREFIX: {
    schema: z
      .string()
      .regex(/^[\w:-]{0,40}$/u)
      .default("thaksa:"),
    advice: "use letters, digits, - _ and : only",
  },
  DATA_DIR: { schema: z.string().min(1).default(".data"), advice: "set it to a folder that can be written" },
  PUBLIC_BASE_URL: {
    schema: urlWith("http:", "https:").optional(),
    advice: "use the https address people reach this server at",
  },
  TRUSTED_PROXIES: {
    schema: z.string().regex(/^\d$/u).transform(Number).default(0),
    advice: "use how many proxies stand before this server, 0 to 9",
  },
  SELF_REGISTRATION: { schema: switchSetting.default("on"), advice: "use on or off" },
  LINE_BASIC_ID: {
    schema: z
      .string()
      .regex(/^@[\w.-]{1,20}$/u)
      .optional(),
    advice: "set it to the account's basic ID, with its @, from the LINE Official Account Manager",
  },
  LOG_LEVEL: { schema: z.enum(LOG_LEVELS).default("info"), advice: `use one of ${LOG_LEVELS.join(", ")}` },
  LATE_ANSWER_PUSH: { schema: switchSetting.default("off"), advice: "use on or off" },
  ORGANISATION_NAME: { schema: z.string().trim().min(1).optional(), advice: "set it to a name" },
  ORGANISATION_CONTACT: {
    schema: z.string().trim().min(1).optional(),
    advice: "set it to an e-mail address or telephone number",
  },
  RETENTION_ANSWERS_MONTHS: monthsSetting(60),
  RETENTION_INACTIVE_MONTHS: monthsSetting(24),
  RETENTION_AUDIT_MONTHS: monthsSetting(84),
  ...REMINDER_SETTINGS,
} as const;

type SettingName = keyof typeof SETTINGS;
type Settings = { [N in SettingName]: z.infer<(typeof SETTINGS)[N]["schema"]> };

/**
 * Reads the configuration; the only place that knows the environment. An empty value counts as not set.
 * Throws ConfigError with every problem at once.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const { settings, problems } = readSettings(env);
  const all = [...problems, ...crossProblems(env)];
  if (all.length > 0) throw new ConfigError(all);
  return toConfig(settings as Settings);
}

/** Where state is kept, for commands that need nothing else. */
export type StorageConfig = Pick<Config, "storage" | "redisKeyPrefix">;

/** Reads only the settings of the storage, otherwise like readConfig. Throws ConfigError. */
export function readStorageConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): StorageConfig {
  const { settings, problems } = readSettings(env, [
    "REDIS_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "REDIS_KEY_PREFIX",
  ]);
  const all = [...problems, ...storageProblems(env)];
  if (all.length > 0) throw new ConfigError(all);
  const read = settings as Settings;
  return { storage: toStorage(read), redisKeyPrefix: read.REDIS_KEY_PREFIX };
}

/** The folder of the operator's own lists of holidays, for commands that need nothing else. */
export function readHolidaysDir(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return (readSettings(env, ["HOLIDAYS_DIR"]).settings as Partial<Settings>).HOLIDAYS_DIR;
}

function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly SettingName[] = Object.keys(SETTINGS) as SettingName[],
) {
  const problems: string[] = [];
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    const { schema, advice } = SETTINGS[name];
    const read = schema.safeParse(env[name] === "" ? undefined : env[name]);
    if (read.success) settings[name] = read.data;
    else problems.push(`${name}: ${advice}`);
  }
  return { settings, problems };
}

function storageProblems(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (Boolean(env.REDIS_URL) === Boolean(env.DATABASE_URL)) return [];
  return ["REDIS_URL and DATABASE_URL: set both, or neither for embedded storage"];
}

/** Rules that hold between settings. */
function crossProblems(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const problems: string[] = [];
  if (!env.LINE_CHANNEL_ID && !env.LINE_CHANNEL_ACCESS_TOKEN) {
    problems.push(
      "LINE_CHANNEL_ID or LINE_CHANNEL_ACCESS_TOKEN: set one of them so that replies can be sent",
    );
  }
  problems.push(...storageProblems(env));
  if (!env.REDIS_URL && !env.DATABASE_URL && (env.ROLE === "web" || env.ROLE === "worker")) {
    problems.push(
      "ROLE: embedded storage serves one process only; set REDIS_URL and DATABASE_URL, or ROLE=all",
    );
  }
  return problems;
}

function toConfig(settings: Settings): Config {
  const { LINE_CHANNEL_SECRET, LINE_CHANNEL_SECRET_PREVIOUS, ORGANISATION_NAME, ORGANISATION_CONTACT } =
    settings;
  return Object.freeze({
    port: settings.PORT,
    role: settings.ROLE,
    storage: toStorage(settings),
    line: {
      channelSecrets: [
        LINE_CHANNEL_SECRET,
        ...(LINE_CHANNEL_SECRET_PREVIOUS === undefined ? [] : [LINE_CHANNEL_SECRET_PREVIOUS]),
      ] as const,
      access: toAccess(settings),
      apiBaseUrl: settings.LINE_API_BASE_URL.replace(/\/+$/u, ""),
    },
    publicBaseUrl: settings.PUBLIC_BASE_URL?.replace(/\/+$/u, ""),
    trustedProxies: settings.TRUSTED_PROXIES,
    selfRegistration: settings.SELF_REGISTRATION === "on",
    lineBasicId: settings.LINE_BASIC_ID,
    logLevel: settings.LOG_LEVEL,
    pushLateAnswers: settings.LATE_ANSWER_PUSH === "on",
    organisation:
      ORGANISATION_NAME === undefined && ORGANISATION_CONTACT === undefined
        ? undefined
        : { name: ORGANISATION_NAME ?? "", contact: ORGANISATION_CONTACT ?? "" },
    redisKeyPrefix: settings.REDIS_KEY_PREFIX,
    retention: {
      answersMonths: settings.RETENTION_ANSWERS_MONTHS,
      inactiveMonths: settings.RETENTION_INACTIVE_MONTHS,
      auditMonths: settings.RETENTION_AUDIT_MONTHS,
    },
    reminders: toReminders(settings),
  });
}

function toStorage({ REDIS_URL, DATABASE_URL, DATA_DIR }: Settings): Storage {
  return REDIS_URL !== undefined && DATABASE_URL !== undefined
    ? { mode: "servers", redisUrl: REDIS_URL, databaseUrl: DATABASE_URL }
    : { mode: "embedded", dataDir: DATA_DIR };
}

function toAccess({ LINE_CHANNEL_ACCESS_TOKEN, LINE_CHANNEL_ID }: Settings): LineAccess {
  return LINE_CHANNEL_ACCESS_TOKEN === undefined
    ? { kind: "stateless", channelId: LINE_CHANNEL_ID ?? "" }
    : { kind: "fixed", accessToken: LINE_CHANNEL_ACCESS_TOKEN };
}
