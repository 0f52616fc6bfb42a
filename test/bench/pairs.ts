import { setTimeout as sleep } from 'node:timers/promises';
import type { Runner } from './runner.js';
import { spread, type Spread } from './statistics.js';

export interface Comparison {
  /** Milliseconds per step, over all turns. */
  readonly ours: Spread;
  readonly peer: Spread | undefined;
  /** The peer's time divided by ours, over all pairs. */
  readonly ratio: Spread | undefined;
}

/** Duration of one turn: short, so that the machine's speed changes little within a pair. */
const TURN_MS = 400;
/**
 * Pause between turns. Thread pools spin for a moment after their last job, and must be asleep during the other
 * side's turn.
 */
const SETTLE_MS = 100;

/**
 * Measures two sides in turn; the side that goes first alternates from pair to pair. A turn is a few hundred
 * milliseconds of steps, of which the median counts. The ratio is computed within each pair.
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
