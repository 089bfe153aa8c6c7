import { type Selectable, sql } from "kysely";
import { type BackupRow, RECORD_TABLES, type RecordTable } from "./backup-format.ts";
import type { AssessmentTable, AuditLogTable, Database, TeamFiguresTable } from "./schema.ts";

/** Rows held in memory at once. */
const PAGE = 200;

/** Columns that are unique together and have an index; pages go on after the last of them, in its order. */
const KEYS: Readonly<Record<RecordTable, readonly string[]>> = {
  person: ["person_id"],
  notice_acceptance: ["person_id", "version"],
  assessment: ["id"],
  organisation: ["id"],
  org_unit: ["organisation", "id"],
  member: ["organisation", "staff_number"],
  member_manages: ["member", "unit"],
  round: ["organisation", "id"],
  account_link: ["person_id"],
  link_code: ["code_hash"],
  response: ["organisation", "round", "member"],
  erasure: ["person_hash"],
  snapshot_run: ["organisation", "round", "number"],
  team_snapshot: ["organisation", "round"],
  team_figures: ["organisation", "round", "unit", "number"],
  cell_pool: ["organisation", "round", "number", "unit", "group_name"],
  cell_mark: ["organisation", "round", "member", "number"],
  cell_erasure: ["organisation", "round", "member"],
  reminder_run: ["id"],
  reminder: ["organisation", "round", "member", "step"],
  reminder_schedule: ["organisation", "round", "id"],
  message_budget: ["period", "organisation"],
  sending_stop: ["id"],
  audit_log: ["id"],
};

type Row = Readonly<Record<string, unknown>>;
type RowOf<T extends RecordTable> = Extract<BackupRow, { table: T }>["row"];

/** All records, or those of some tables, table by table and by key, as lines of a backup. */
export async function* recordPages(
  db: Database,
  tables: readonly RecordTable[] = RECORD_TABLES,
): AsyncGenerator<readonly BackupRow[]> {
  for (const table of tables) yield* pagesOf(db, table);
}

async function* pagesOf(db: Database, table: RecordTable): AsyncGenerator<readonly BackupRow[]> {
  const read = (last: Row | undefined) => pageAfter(db, table, last);
  for (let page = await read(undefined); page.length > 0; page = await read(page.at(-1))) {
    yield page.map((row) => lineOf(table, row));
  }
}

async function pageAfter(db: Database, table: RecordTable, last: Row | undefined): Promise<readonly Row[]> {
  const columns = sql.join(KEYS[table].map((column) => sql.ref(column)));
  const values = sql.join(KEYS[table].map((column) => last?.[column]));
  const after = last === undefined ? sql`` : sql`where (${columns}) > (${values})`;
  const page = sql<Row>`select * from ${sql.table(table)} ${after} order by ${columns} limit ${PAGE}`;
  return (await page.execute(db)).rows;
}

/** Still unchecked: what is read may be damaged. */
function lineOf(table: RecordTable, row: Row): BackupRow {
  switch (table) {
    case "assessment":
      return { table, row: assessmentLine(row as unknown as Selectable<AssessmentTable>) };
    case "audit_log":
      return { table, row: auditLine(row as unknown as Selectable<AuditLogTable>) };
    case "team_figures":
      return { table, row: figuresLine(row as unknown as Selectable<TeamFiguresTable>) };
    case "round":
      return { table, row: parsedIn(row, ["audience"]) } as unknown as BackupRow;
    case "reminder_run":
      return { table, row: parsedIn(row, ["skipped", "left_out"]) } as unknown as BackupRow;
    case "reminder_schedule":
      return { table, row: parsedIn(row, ["rule"]) } as unknown as BackupRow;
    default:
      return { table, row } as unknown as BackupRow;
  }
}

function assessmentLine(row: Selectable<AssessmentTable>): RowOf<"assessment"> {
  return {
    ...row,
    answers: parsed(row.answers),
    result: parsed(row.result),
    dimension_sums: inOneOrder(parsed(row.dimension_sums)),
  };
}

function auditLine(row: Selectable<AuditLogTable>): RowOf<"audit_log"> {
  return { ...row, detail: parsed(row.detail) };
}

function figuresLine(row: Selectable<TeamFiguresTable>): RowOf<"team_figures"> {
  return { ...row, figures: parsed(row.figures) };
}

function parsedIn(row: Row, columns: readonly string[]): Row {
  const values = columns.map((column) => [column, parsed(row[column] as string | null)]);
  return { ...row, ...Object.fromEntries(values) };
}

function parsed(json: string | null) {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    // The parser's message quotes what it could not read; the row is refused as damaged later.
    return "no JSON";
  }
}

/** PostgreSQL's jsonb keeps an order of its own; the file shall not tell where it came from. */
function inOneOrder(sums: RowOf<"assessment">["dimension_sums"]): RowOf<"assessment">["dimension_sums"] {
  if (typeof sums !== "object" || sums === null) return sums;
  return Object.fromEntries(Object.entries(sums).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
