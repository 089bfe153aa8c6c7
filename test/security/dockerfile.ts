import { readFileSync } from "node:fs";

/** What a Dockerfile says, as far as the tests need it. */
export interface Dockerfile {
  /** Every instruction with its words, lines that go on put together; the first stage first. */
  readonly instructions: readonly (readonly [name: string, words: string])[];
  /** The same of the last stage only: what the image is made of. */
  readonly last: readonly (readonly [name: string, words: string])[];
  /** The settings of the image. */
  readonly env: Readonly<Record<string, string>>;
  /** What the last stage copies from the project, and to where below the working folder. */
  readonly copied: readonly (readonly [from: string, to: string])[];
  /** What is started. */
  readonly command: readonly string[];
  /** What is run to see whether it is well. */
  readonly healthcheck: readonly string[];
}

/** Reads the project's Dockerfile. */
export function readDockerfile(): Dockerfile {
  const text = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8");
  const instructions = text
    .replace(/^#.*\n/gmu, "")
    .replace(/\\\n\s*/gu, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)] as const);
  const last = instructions.slice(instructions.findLastIndex(([name]) => name === "FROM"));
  const all = (name: string) => last.filter(([own]) => own === name).map(([, words]) => words);
  return {
    instructions,
    last,
    env: Object.fromEntries(all("ENV").flatMap((words) => words.split(" ").map(nameAndValue))),
    copied: all("COPY")
      .filter((words) => !words.startsWith("--from="))
      .flatMap(sourcesOf),
    command: JSON.parse(all("CMD").at(-1) ?? "[]") as string[],
    healthcheck: JSON.parse(/CMD (\[.*)$/u.exec(all("HEALTHCHECK").at(-1) ?? "")?.[1] ?? "[]") as string[],
  };
}

function nameAndValue(words: string): readonly [string, string] {
  const [name = "", value = ""] = words.split("=", 2);
  return [name, value];
}

function sourcesOf(words: string): readonly (readonly [string, string])[] {
  const paths = words.split(" ");
  const to = paths.at(-1) ?? "";
  return paths.slice(0, -1).map((from) => [from, to === "./" ? from : to] as const);
}
