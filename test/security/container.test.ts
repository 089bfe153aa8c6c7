import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endServices, type Line, type Service, startLine, startProcess } from "../faults/service.ts";
import { Player, textsOf } from "../support/player.ts";
import { describeWith } from "../support/servers.ts";
import { type Cage, findCage, makeCage } from "./cage.ts";
import { readDockerfile } from "./dockerfile.ts";

const run = promisify(execFile);
const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const { instructions, last, copied, command, healthcheck } = readDockerfile();
const all = (name: string) => instructions.filter(([own]) => own === name).map(([, words]) => words);

describe("the Dockerfile", () => {
  it("takes Node's own small image of one major version, and nothing from the network but packages", () => {
    expect(all("FROM").map((words) => words.split(" ")[0])).toEqual(["node:24-slim", "node:24-slim"]);
    expect(all("ADD")).toEqual([]);
    expect(all("RUN").join("\n")).not.toMatch(/curl|wget|git |apt|npx|npm install/u);
    expect(all("RUN")).toContain("npm ci --omit=dev && npm cache clean --force");
  });

  it("runs as somebody who owns nothing but the data", () => {
    const names = last.map(([name]) => name);
    expect(last.filter(([name]) => name === "USER")).toEqual([["USER", "node"]]);
    expect(names.indexOf("USER")).toBeGreaterThan(names.lastIndexOf("COPY"));
    expect(names.indexOf("USER")).toBeGreaterThan(names.lastIndexOf("RUN"));
    const owned = last.filter(([, words]) => /chown|chmod/u.test(words));
    expect(owned).toEqual([["RUN", "mkdir /data && chown node:node /data"]]);
    expect(last.filter(([name]) => name === "VOLUME")).toEqual([["VOLUME", "/data"]]);
  });

  it("starts the service as `npm start` does", () => {
    expect(command.join(" ")).toBe(JSON.parse(read("package.json")).scripts.start);
  });

  it("copies what the service needs: no tests, documents, settings or packages of a developer's machine", () => {
    expect(copied.map(([from]) => from)).toEqual(["package.json", "data", "flex-templates", "src"]);
    const stages = last.filter(([name, words]) => name === "COPY" && words.startsWith("--from="));
    expect(stages).toEqual([["COPY", "--from=dependencies /app/node_modules node_modules"]]);
    const ignored = read(".dockerignore").split("\n");
    expect(ignored).toEqual(
      expect.arrayContaining([".git", ".data", ".env*", "docs", "node_modules", "test"]),
    );
    expect(copied.filter(([from]) => ignored.includes(from))).toEqual([]);
  });

  it("has no secret in it", () => {
    const said = instructions.map(([, words]) => words).join("\n");
    expect(said).not.toMatch(/SECRET|TOKEN|PASSWORD|_URL/u);
    expect(all("ARG")).toEqual([]);
  });
});

/** The lines of each service, from its name to the next one. */
function services(): ReadonlyMap<string, string> {
  const [, part = ""] = /^services:\n([\s\S]*?)^\S/mu.exec(read("docker-compose.yml")) ?? [];
  const blocks = part.split(/^ {2}(?=\w+:$)/mu).slice(1);
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf(":")), block]));
}

describe("docker-compose.yml", () => {
  it("has three services", () => expect([...services().keys()]).toEqual(["app", "redis", "postgres"]));

  it.each([...services()])("keeps %s from changing its files and from gaining rights", (name, lines) => {
    expect(lines).toMatch(/^ {4}read_only: true$/mu);
    expect(lines).toMatch(/^ {4}cap_drop: \[ALL\]$/mu);
    expect(lines).toMatch(/^ {4}security_opt: \["no-new-privileges:true"\]$/mu);
    expect(lines).toMatch(/^ {4}pids_limit: \d+$/mu);
    const tmpfs = [...lines.matchAll(/"(\/[^":]+):size=\d+m,mode=1777,noexec,nosuid,nodev"/gu)];
    expect(tmpfs.map(([, path]) => path)).toContain("/tmp");
    expect(lines).not.toMatch(/privileged|cap_add|network_mode|pid:|ipc:|docker\.sock/u);
    // The app's user is in its image.
    if (name !== "app") expect(lines).toMatch(new RegExp(`^ {4}user: ${name}$`, "mu"));
  });

  it("keeps data in volumes alone, and mounts nothing of the machine", () => {
    const mounts = [...services()].flatMap(([name, lines]) =>
      [...lines.matchAll(/^ {4}volumes: \["(.*)"\]$/gmu)].map(([, mount]) => [name, mount]),
    );
    expect(mounts).toEqual([
      ["redis", "redis:/data"],
      ["postgres", "postgres:/var/lib/postgresql/data"],
    ]);
    expect(read("docker-compose.yml").match(/volumes:/gu)).toHaveLength(3);
  });

  it("lets only this machine reach the app, and only the app reach Redis and PostgreSQL", () => {
    const app = services().get("app") ?? "";
    expect(app).toContain('ports: ["127.0.0.1:3000:3000"]');
    expect(app).toContain("networks: [outside, stores]");
    for (const name of ["redis", "postgres"]) {
      expect(services().get(name)).toContain("networks: [stores]");
      expect(services().get(name)).not.toContain("ports:");
    }
    expect(read("docker-compose.yml")).toMatch(/^ {2}stores:\n {4}internal: true$/mu);
  });
});

/** Says of each path whether it can be written, and what this process may. */
const PROBE = `
const { readFileSync, writeFileSync } = require("node:fs");
const written = process.argv.slice(1).map((path) => {
  try { writeFileSync(path, "x"); return [path, "written"]; } catch ({ code }) { return [path, code]; }
});
const status = readFileSync("/proc/self/status", "utf8");
const read = (name) => new RegExp("^" + name + ":[ \\\\t]*(.*)$", "m").exec(status)[1].split("\\t")[0];
const rights = Object.fromEntries(["Uid", "Gid", "Groups", "CapEff", "CapPrm", "CapBnd", "NoNewPrivs"].map((name) => [name, read(name)]));
console.log(JSON.stringify({ written: Object.fromEntries(written), rights }));`;

const NOT_WRITABLE = [
  "/x",
  "/app/x",
  "/app/src/main.ts",
  "/app/data/x",
  "/app/node_modules/x",
  "/etc/x",
  "/usr/bin/x",
];

describeWith(await findCage(), "what the Dockerfile puts together, with a read-only file system", () => {
  let cage: Cage;
  let line: Line;
  let service: Service;
  beforeAll(async () => {
    [cage, line] = await Promise.all([makeCage(), startLine()]);
  });
  afterAll(async () => {
    await endServices();
    await line.close();
    cage.remove();
  });

  const probe = async (user: "node" | "root") => {
    const words = ["node", "-e", PROBE, ...NOT_WRITABLE, `/tmp/${user}`, `/data/${user}`];
    const [program, ...args] = cage.command(words, user);
    const { stdout } = await run(program, args, { env: cage.env });
    return JSON.parse(stdout) as Record<"rights" | "written", Record<string, string>>;
  };

  it("lets nobody write anywhere but /data and /tmp, root neither", async () => {
    for (const user of ["root", "node"] as const) {
      const { written } = await probe(user);
      const refused = Object.fromEntries(NOT_WRITABLE.map((path) => [path, "EROFS"]));
      expect(written).toEqual({ ...refused, [`/tmp/${user}`]: "written", [`/data/${user}`]: "written" });
    }
  });

  it("has a user without any right of root's, who cannot get one", async () => {
    const none = "0000000000000000";
    const { rights } = await probe("node");
    expect(rights).toEqual({
      Uid: "1000",
      Gid: "1000",
      Groups: "",
      CapEff: none,
      CapPrm: none,
      CapBnd: none,
      NoNewPrivs: "1",
    });
  });

  it("gets ready, and says so to its own health check", { timeout: 40_000 }, async () => {
    const [first = "", ...more] = command;
    service = startProcess(cage.command([first, ...more]), { ...cage.env, PORT: "0", ...line.settings });
    const url = await service.url;
    await service.said("Ready");
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const check = async (port: string) => {
      const [program, ...args] = cage.command(healthcheck);
      return run(program, args, { env: { ...cage.env, PORT: port } }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    };
    expect(await check(new URL(url).port)).toBe(0);
    expect(await check("9")).toBe(1);
  });

  it("takes a signed webhook and answers it", { timeout: 40_000 }, async () => {
    line.deliverTo(await service.url);
    const { userId } = line.line.people.add({ displayName: "ผู้ทดสอบ" });
    const answer = line.line.log.nextMessages(userId);
    const { delivered } = line.line.people.follow(userId);
    expect(await delivered).toMatchObject({ status: 200 });
    expect(await answer).not.toEqual([]);
    expect(textsOf(await new Player(line.line, userId).tapAny({ data: "accept|" }))).not.toBe("");
  });

  it("stops when it is asked to", async () => {
    service.kill("SIGTERM");
    expect(await service.ended).toBe(0);
  });
});
