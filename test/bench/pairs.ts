import { setTimeout as sleep } from 'node:timers/promises';
import type { Runner } from './runner.js';
import { spread, type Spread } from './statistics.js';

export interface Comparison {
  /** Milliseconds of one step, over all turns. */
  readonly ours: Spread;
  readonly peer: Spread | undefined;
  /** Peer's time over ours, pair by pair. */
  readonly ratio: Spread | undefined;
}

/** Time of one turn, so that a pair sees one mood of the machine. */
const TURN_MS = 400;
/** Thread pools spin for a moment after their last job: they must be asleep when the other side's turn comes. */
const SETTLE_MS = 100;

/**
 * Measures two sides in turn, the one that goes first changing from pair to pair. A turn is a few hundred milliseconds of steps, and
 * counts with its median step; the ratio is taken within the pair.
 */
export async function comparePairs(ours: Runner, peer: Runner | undefined, pairs: number): Promise<Comparison> {
  const sides = peer === undefined ? [ours] : [ours, peer];
  const steps = new Map<Runner, number>();
  for (const side of sides) {
    await side.run(3);
    const { median } = spread(await side.run(5));
    steps.set(side, Math.max(5, Math.ceil(TURN_MS / median)));
  }
  const times = new Map<Runner, number[]>(sides.map((side) => [side, []]));
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of pair % 2 === 0 ? sides : [...sides].reverse()) {
      await sleep(SETTLE_MS);
      times.get(side)!.push(spread(await side.run(steps.get(side)!)).median);
    }
  }
  const oursMs = times.get(ours)!;
  if (peer === undefined) return { ours: spread(oursMs), peer: undefined, ratio: undefined };
  const peerMs = times.get(peer)!;
  return { ours: spread(oursMs), peer: spread(peerMs), ratio: spread(peerMs.map((ms, i) => ms / oursMs[i]!)) };
}
