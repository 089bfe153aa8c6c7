import { readFileSync } from "node:fs";

/** What a process has used so far, as Linux tells; null elsewhere, and for a process that is gone. */
export interface ProcessFigures {
  /** Of all its processors together. */
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

/** Of every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function processFigures(pid: number): ProcessFigures | null {
  try {
    // The name in brackets may hold anything.
    const [, rest = ""] = /\) (.*)$/su.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    const peak = /VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return { cpuSeconds: ticks / TICKS_A_SECOND, peakMemoryMb: Math.round(Number(peak) / 1_000) };
  } catch {
    return null;
  }
}
