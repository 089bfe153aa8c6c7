/**
 * A backup file cannot be written, or is none this program can restore. The message is for the operator and
 * quotes no rows.
 */
export class BackupFileError extends Error {
  readonly code = "BACKUP_FILE";

  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file} ${problem}`, { cause });
    this.name = "BackupFileError";
  }
}

/** The records are not in a state to be backed up or restored into. The message is for the operator. */
export class RecordsStateError extends Error {
  readonly code = "RECORDS_STATE";

  constructor(message: string) {
    super(message);
    this.name = "RecordsStateError";
  }
}
