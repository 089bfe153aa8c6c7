import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { loadContent } from "../../../src/content/load-content.ts";
import { type Service, startProcess } from "../../faults/service.ts";
import { startOwnRedis } from "../../support/servers.ts";
import { redisProcess } from "../process-figures.ts";
import type { Contestant } from "./contestant.ts";
import { questionsAsked } from "./questions-asked.ts";

const FOLDER = fileURLToPath(new URL("../bottender/", import.meta.url));

/** Installs its packages where that is not done, and hands it the questions. */
export function prepareBottender(): void {
  if (!existsSync(`${FOLDER}node_modules/bottender`)) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: FOLDER,
      stdio: "inherit",
    });
  }
  const questions = questionsAsked(loadContent({ controller: "", contact: "" }));
  writeFileSync(`${FOLDER}questions.json`, `${JSON.stringify(questions, null, 2)}\n`);
}

/** The same questionnaire in Bottender: one process, sessions in a Redis of its own. */
export async function bottenderBot(channelSecret: string): Promise<Contestant> {
  const redis = await startOwnRedis();
  const keys = new Redis(redis.url);
  const redisPid = await redisProcess(redis.url);
  const questions = questionsAsked(loadContent({ controller: "", contact: "" }));
  let server: Service | undefined;
  const kill = async () => {
    server?.kill("SIGKILL");
    await server?.ended;
  };
  const sessionKey = (userId: string) => `line:${userId}`;
  return {
    name: "Bottender",
    redisUrl: redis.url,
    script: {
      opening: ["begin"],
      questions: questions.length,
      tap: (place) => `rate|${questions[place]?.item}|${place % 4}`,
    },
    sessionKey,
    async ratingsOf(userId) {
      const text = await keys.get(sessionKey(userId));
      const session = JSON.parse(text ?? "{}") as { _state?: { ratings?: object } };
      return Object.keys(session._state?.ratings ?? {}).length;
    },
    async start(lineOrigin) {
      const settings = {
        PATH: process.env.PATH ?? "",
        NODE_ENV: "production",
        LINE_CHANNEL_SECRET: channelSecret,
        LINE_ACCESS_TOKEN: "fixed-access-token-of-the-bench",
        LINE_ORIGIN: lineOrigin,
        REDIS_PORT: new URL(redis.url).port,
      };
      server = startProcess([process.execPath, "server.js"], settings, FOLDER);
      return `${await server.url}/webhooks/line`;
    },
    kill,
    processes: async () => ({ Bottender: server === undefined ? [] : [server.pid], Redis: [redisPid] }),
    async discard() {
      await kill();
      keys.disconnect();
      await redis.discard();
    },
  };
}
