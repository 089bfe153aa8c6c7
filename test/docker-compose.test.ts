import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";

const COMPOSE = readFileSync(new URL("../docker-compose.yml", import.meta.url), "utf8");

/** The environment Docker Compose gives the app: `NAME: value`, where placeholders are filled in. */
function appEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const app = COMPOSE.slice(COMPOSE.indexOf("\n  app:"), COMPOSE.indexOf("\n  redis:"));
  const lines = [...app.matchAll(/^ {6}([A-Z_]+): (.*)$/gmu)].map(([, name = "", value = ""]) => {
    return [name, value.replace(/\$\{(\w+):[-?][^}]*\}/gu, (_all, setting: string) => env[setting] ?? "")];
  });
  return Object.fromEntries(lines);
}

const LEAST = { LINE_CHANNEL_SECRET: "channel-secret", POSTGRES_PASSWORD: "long" };
const PLACES = {
  REDIS_URL: "redis://redis:6379",
  DATABASE_URL: "postgres://thaksa:long@postgres:5432/thaksa",
};

describe("docker-compose.yml", () => {
  it("hands over every setting an operator may want", () => {
    const settings = {
      LINE_CHANNEL_SECRET_PREVIOUS: "older-secret",
      LINE_CHANNEL_ID: "1234567890",
      LINE_CHANNEL_ACCESS_TOKEN: "token",
      LATE_ANSWER_PUSH: "on",
      LOG_LEVEL: "debug",
      ORGANISATION_NAME: "หน่วยงานตัวอย่าง",
      ORGANISATION_CONTACT: "contact@agency.example",
      PUBLIC_BASE_URL: "https://bot.agency.example",
      LINE_CHANNEL_SECRET: LEAST.LINE_CHANNEL_SECRET,
    };
    expect(appEnvironment({ ...LEAST, ...settings })).toEqual({ ...settings, ...PLACES });
  });

  it.each([{ LINE_CHANNEL_ID: "1234567890" }, { LINE_CHANNEL_ACCESS_TOKEN: "token" }])(
    "needs no more than the secret and %j",
    (access) => {
      const least = { LINE_CHANNEL_SECRET: LEAST.LINE_CHANNEL_SECRET, ...access, ...PLACES };
      expect(readConfig(appEnvironment({ ...LEAST, ...access }))).toEqual(readConfig(least));
    },
  );

  it("insists on nothing else", () => {
    const needed = [...COMPOSE.matchAll(/\$\{(\w+):\?/gu)].map(([, name]) => name);
    expect(new Set(needed)).toEqual(new Set(["LINE_CHANNEL_SECRET", "POSTGRES_PASSWORD"]));
  });
});
