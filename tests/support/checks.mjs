// The least a test script needs: named checks, counted, all of them run.
import process from 'node:process';

/** Runs `{ name: check }` in order; a check fails by throwing. Prints the sum and sets the exit code. */
export async function runChecks(suite, checks) {
  let passed = 0;
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      passed += 1;
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      const cause = error?.cause === undefined ? '' : `\n     because of ${error.cause?.stack ?? error.cause}`;
      console.log(`FAIL ${name}\n     ${error?.stack ?? error}${cause}`);
    }
  }
  console.log(`${suite}: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
