// How the time for an input grows with its length.
import assert from 'node:assert/strict';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Eight times the input may take so many times as long: 8 is linear, 64 is the square. */
const MOST = 32;
/** Most tries, in rounds that are made anew. Work that grows with the square fails them all; one good one is enough. */
const TRIES = 20;
const ROUNDS = 4;
const PAUSE_MS = 500;
/** Microseconds that the short input is worked on, by doing so more than once, so that the clock can tell. */
const MEASURABLE = 1000;

/** Time of the processor, which other programs do not take away, in microseconds. */
async function timed(work, times) {
  const began = process.cpuUsage();
  for (let at = 0; at < times; at += 1) await work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/**
 * Asserts that work is linear. `make(n)` prepares the input of length n and returns what is timed: the
 * best of several for n against the best of several for 8n.
 */
export async function assertLinear(make, n, label) {
  let growth = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0) await sleep(PAUSE_MS);
    growth = await growthOf(await make(n), await make(8 * n));
    if (growth <= MOST) return;
  }
  assert.fail(`${label}: eight times the input takes ${growth.toFixed(1)} times as long`);
}

/** How many times as long the long work takes; what collects garbage or compiles meanwhile counts too. */
async function growthOf(short, long) {
  let times = 1;
  while ((await timed(short, times)) < MEASURABLE) times *= 2;
  let [best, bestOfLong] = [Infinity, Infinity];
  for (let at = 0; (at < TRIES && bestOfLong > best * MOST) || at === 0; at += 1) {
    best = Math.min(best, await timed(short, times));
    bestOfLong = Math.min(bestOfLong, await timed(long, times));
  }
  return bestOfLong / best;
}

/** Texts of length n: a piece again and again, alone and between others. */
export function texts(
  pieces,
  surroundings = [
    ['', ''],
    ['a', 'b'],
  ],
) {
  return pieces.flatMap((piece) =>
    surroundings.map(([before, behind]) => [
      `${JSON.stringify(before)} ${JSON.stringify(piece)}... ${JSON.stringify(behind)}`,
      (n) => before + piece.repeat(Math.ceil(n / piece.length)) + behind,
    ]),
  );
}
