import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PROJECT_FOLDER } from "../../src/content/json-files.ts";

const run = promisify(execFile);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a program of its own, started from another folder. */
async function cli(...words: readonly string[]): Promise<Outcome> {
  const program = join(PROJECT_FOLDER, "src/cli/main.ts");
  try {
    return { code: 0, ...(await run(process.execPath, [program, ...words], { cwd: tmpdir() })) };
  } catch (error) {
    return error as Outcome;
  }
}

test("--help lists the commands", async () => {
  const { code, stdout } = await cli("--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}profile /mu);
  expect(stdout).toMatch(/^ {2}content /mu);
});

test("profile show prints one profile as JSON, inheritance resolved", async () => {
  const { code, stdout, stderr } = await cli(
    "profile",
    "show",
    "--stage",
    "developing",
    "--group",
    "others",
    "--json",
  );
  const shown = JSON.parse(stdout);
  expect({ code, stderr, keys: Object.keys(shown) }).toEqual({
    code: 0,
    stderr: "",
    keys: [
      "stage",
      "group",
      "title",
      "expectedBehaviour",
      "units",
      "knowledge",
      "experience",
      "attributes",
      "competencies",
    ],
  });
  expect(shown).toMatchObject({
    stage: "developing",
    group: "others",
    title: { th: "ผู้รู้เท่าทันเทคโนโลยีดิจิทัล" },
    units: ["DLit100", "DLit200", "DLit400", "DLit700", "DLit600", "DLit300", "DG100", "DG400"],
    knowledge: ["K1.1", "K1.2", "K1.3", "K1.4", "K1.5", "K2.14", "K2.9"],
    experience: ["E1.1", "E1.2", "E1.3", "E1.4", "E1.5"],
    attributes: ["A1", "A2", "A3", "A4", "A5"],
    competencies: ["C4"],
  });
});

test("profile show prints names for people to read, in Thai or in English", async () => {
  const [thai, english] = await Promise.all([
    cli("profile", "show", "--stage", "early", "--group", "others"),
    cli("profile", "show", "--stage", "early", "--group", "others", "--language", "en"),
  ]);
  expect(thai.stdout).toContain("ระยะเริ่มแรก · ผู้ปฏิบัติงานอื่น (early, others)");
  expect(thai.stdout).toContain("  DLit100   เข้าถึงและตระหนักดิจิทัล\n");
  expect(english.stdout).toContain("Units of capability (5)\n");
  expect(english.stdout).toContain("  DLit100   Access and be aware of digital technology\n");
});

test("an unknown stage or group is answered with the choices and nothing on stdout", async () => {
  const [stage, group] = await Promise.all([
    cli("profile", "show", "--stage", "late", "--group", "executive", "--json"),
    cli("profile", "show", "--stage", "early", "--group", "boss"),
  ]);
  expect([stage.code, stage.stdout, group.code, group.stdout]).toEqual([1, "", 1, ""]);
  expect(stage.stderr).toContain("Allowed choices are early, developing, mature.");
  expect(group.stderr).toContain(
    "Allowed choices are executive, management, academic, service, technologist, others.",
  );
});

test("profile list prints all 18 as a JSON array or as a table", async () => {
  const [json, table] = await Promise.all([cli("profile", "list", "--json"), cli("profile", "list")]);
  const profiles: { stage: string; group: string }[] = JSON.parse(json.stdout);
  expect(new Set(profiles.map(({ stage, group }) => `${stage} ${group}`)).size).toBe(18);
  expect(table.stdout.trimEnd().split("\n")).toHaveLength(19);
});

test("content check prints one line when all is well", async () => {
  const { code, stdout } = await cli("content", "check");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Content is sound: 7 dimensions, 39 units, 18 role profiles, .+\n$/u);
});

test("content check prints every problem and exits with 1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "thaksa-cli-"));
  try {
    for (const part of ["data", "flex-templates"])
      cpSync(join(PROJECT_FOLDER, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, "data/locales/keywords.json"), "[]");
    rmSync(join(folder, "flex-templates/samples/role.th.json"));
    const { code, stdout } = await cli("content", "check", "--folder", folder);
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^data\/locales\/keywords\.json: .+\.$/u),
      'flex-templates/samples/role.th.json: The sample is missing. Add values to try the card "role" with.',
      "2 problems in the content",
      "",
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
