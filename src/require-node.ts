/** Imported first by every program: an older Node would fail later with something harder to understand. */
const OLDEST_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_MAJOR) {
  process.stderr.write(
    `Thaksa needs Node ${OLDEST_MAJOR} or later; this is Node ${process.versions.node}.\n` +
      `Run "npm ci" once and start it with an npm script (npm start, npm run cli): they use the right Node.\n`,
  );
  process.exit(1);
}
