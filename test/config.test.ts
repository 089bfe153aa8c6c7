import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

const LEAST = { LINE_CHANNEL_SECRET: "channel-secret", LINE_CHANNEL_ID: "1234567890" };

/** What is wrong with an environment, line by line. */
function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const namesOf = (env: Readonly<Record<string, string>>) =>
  problemsOf(env).map((line) => line.slice(0, line.indexOf(":")));

describe("the least that has to be set", () => {
  it("gives a server with embedded storage", () => {
    expect(readConfig(LEAST)).toEqual({
      port: 3000,
      role: "all",
      storage: { mode: "embedded", dataDir: ".data" },
      line: {
        channelSecrets: ["channel-secret"],
        access: { kind: "stateless", channelId: "1234567890" },
        apiBaseUrl: "https://api.line.me",
      },
      publicBaseUrl: undefined,
      trustedProxies: 0,
      selfRegistration: true,
      lineBasicId: undefined,
      logLevel: "info",
      pushLateAnswers: false,
      organisation: undefined,
      redisKeyPrefix: "thaksa:",
      reminders: {
        rules: { fromMinute: 510, toMinute: 990, minGapDays: 3, mostPerRound: 5 },
        price: null,
        quotaTimeZone: "Asia/Tokyo",
        holidaysDir: undefined,
        pushesPerSecond: 1_800,
      },
      retention: { answersMonths: 60, inactiveMonths: 24, auditMonths: 84 },
    });
  });

  it("takes an empty value for one that is not set", () => {
    const empty = { PORT: "", ROLE: "", REDIS_URL: "", DATABASE_URL: "", LATE_ANSWER_PUSH: "" };
    expect(readConfig({ ...LEAST, ...empty })).toEqual(readConfig(LEAST));
  });
});

it("understands everything that can be set", () => {
  const config = readConfig({
    PORT: "0",
    ROLE: "worker",
    LINE_CHANNEL_SECRET: " new ",
    LINE_CHANNEL_SECRET_PREVIOUS: "old",
    LINE_CHANNEL_ID: "1",
    LINE_CHANNEL_ACCESS_TOKEN: "fixed-token",
    LINE_API_BASE_URL: "http://127.0.0.1:4000//",
    REDIS_URL: "rediss://redis.example:6380",
    DATABASE_URL: "postgresql://thaksa@db.example/thaksa",
    REDIS_KEY_PREFIX: "agency-7:",
    PUBLIC_BASE_URL: "https://bot.example.go.th/",
    TRUSTED_PROXIES: "2",
    SELF_REGISTRATION: "off",
    LINE_BASIC_ID: "@example-bot",
    LOG_LEVEL: "trace",
    LATE_ANSWER_PUSH: "on",
    ORGANISATION_NAME: "กรมตัวอย่าง",
    ORGANISATION_CONTACT: "hr@example.go.th",
    RETENTION_ANSWERS_MONTHS: "1",
    RETENTION_INACTIVE_MONTHS: "240",
    RETENTION_AUDIT_MONTHS: "never",
    SENDING_HOURS: "09:00-24:00",
    REMINDER_GAP_DAYS: "7",
    REMINDERS_PER_ROUND: "2",
    MESSAGE_PRICE: "0.07",
    QUOTA_TIME_ZONE: "Asia/Bangkok",
    HOLIDAYS_DIR: "/etc/thaksa/holidays",
    PUSHES_PER_SECOND: "50",
  });
  expect(config).toEqual({
    port: 0,
    role: "worker",
    storage: {
      mode: "servers",
      redisUrl: "rediss://redis.example:6380",
      databaseUrl: "postgresql://thaksa@db.example/thaksa",
    },
    line: {
      channelSecrets: ["new", "old"],
      access: { kind: "fixed", accessToken: "fixed-token" },
      apiBaseUrl: "http://127.0.0.1:4000",
    },
    publicBaseUrl: "https://bot.example.go.th",
    trustedProxies: 2,
    selfRegistration: false,
    lineBasicId: "@example-bot",
    logLevel: "trace",
    pushLateAnswers: true,
    organisation: { name: "กรมตัวอย่าง", contact: "hr@example.go.th" },
    redisKeyPrefix: "agency-7:",
    reminders: {
      rules: { fromMinute: 540, toMinute: 1_440, minGapDays: 7, mostPerRound: 2 },
      price: 7,
      quotaTimeZone: "Asia/Bangkok",
      holidaysDir: "/etc/thaksa/holidays",
      pushesPerSecond: 50,
    },
    retention: { answersMonths: 1, inactiveMonths: 240, auditMonths: null },
  });
  expect(Object.isFrozen(config)).toBe(true);
});

describe("problems", () => {
  const WRONG = {
    PORT: "secret-port",
    ROLE: "secret-role",
    LINE_CHANNEL_SECRET: "  ",
    LINE_CHANNEL_SECRET_PREVIOUS: "  ",
    LINE_CHANNEL_ID: "secret-id",
    LINE_CHANNEL_ACCESS_TOKEN: "  ",
    LINE_API_BASE_URL: "secret-api",
    REDIS_URL: "http://user:secret-password@redis",
    DATABASE_URL: "mysql://user:secret-password@db",
    REDIS_KEY_PREFIX: "secret prefix",
    PUBLIC_BASE_URL: "secret-base",
    TRUSTED_PROXIES: "secret-proxies",
    SELF_REGISTRATION: "secret-self",
    LINE_BASIC_ID: "secret-basic",
    LOG_LEVEL: "secret-level",
    LATE_ANSWER_PUSH: "secret-push",
    ORGANISATION_NAME: "  ",
    ORGANISATION_CONTACT: "  ",
    RETENTION_ANSWERS_MONTHS: "secret-answers",
    RETENTION_INACTIVE_MONTHS: "secret-inactive",
    RETENTION_AUDIT_MONTHS: "secret-audit",
    SENDING_HOURS: "secret-hours",
    REMINDER_GAP_DAYS: "secret-gap",
    REMINDERS_PER_ROUND: "secret-most",
    MESSAGE_PRICE: "secret-price",
    QUOTA_TIME_ZONE: "secret-zone",
    PUSHES_PER_SECOND: "secret-rate",
  };

  it("are told all at once, by name, with what to do", () => {
    expect(namesOf(WRONG)).toEqual(Object.keys(WRONG));
    for (const line of problemsOf(WRONG)) expect(line).toMatch(/: (set|use) /);
  });

  it("never repeat a value", () => {
    expect(() => readConfig(WRONG)).toThrow(/^The configuration has 27 problem\(s\):\n- PORT: /);
    expect(problemsOf(WRONG).join("\n")).not.toMatch(/secret-|secret prefix/);
  });

  it("of settings that belong together are told beside those of single ones", () => {
    expect(namesOf({ LOG_LEVEL: "loud", REDIS_URL: "redis://r" })).toEqual([
      "LINE_CHANNEL_SECRET",
      "LOG_LEVEL",
      "LINE_CHANNEL_ID or LINE_CHANNEL_ACCESS_TOKEN",
      "REDIS_URL and DATABASE_URL",
    ]);
  });

  it.each(["web", "worker"])("%s alone does not work with embedded storage", (role) => {
    expect(namesOf({ ...LEAST, ROLE: role })).toEqual(["ROLE"]);
  });

  it.each(["-1", "65536", "3000.5", " ", "0x10", "1e3", "Infinity"])("%j is no port", (port) => {
    expect(namesOf({ ...LEAST, PORT: port })).toEqual(["PORT"]);
  });

  it.each(["16:30-08:30", "08:30", "8:30-16:30", "08:30-25:00", "08:30-16:30-17:00", "08:30-08:30"])(
    "%j are no hours",
    (hours) => {
      expect(namesOf({ ...LEAST, SENDING_HOURS: hours })).toEqual(["SENDING_HOURS"]);
    },
  );

  it.each(["1 baht", "-1", "1,5", "NaN", "1e3", "0.00001"])("%j is no price", (price) => {
    expect(namesOf({ ...LEAST, MESSAGE_PRICE: price })).toEqual(["MESSAGE_PRICE"]);
  });

  it.each(["0", "241", "1.5", "-1", " 12", "Never", "1000"])("%j is no period to keep things", (months) => {
    expect(namesOf({ ...LEAST, RETENTION_AUDIT_MONTHS: months })).toEqual(["RETENTION_AUDIT_MONTHS"]);
  });
});
