import { count } from '../../../src/format-number.js';
import { MIN_EVIDENCE } from '../../detections/index.js';
import { rightToTrust } from '../trust.js';
import type { ReportCard } from '../types.js';
import { scoreText } from '../../pages/index.js';
import { intervalText } from './estimate-text.js';

/** What the summary does not say, in a sentence each: how sure it is, where it holds, and why. */
export function caveatsOf(card: ReportCard): readonly string[] {
  return [...ranges(card), ...whatIsUnknown(card), ...evidence(card), ...oneThreshold(card)];
}

function ranges({ overall }: ReportCard): readonly string[] {
  const { precision, recall } = overall.unseen ?? overall;
  if (precision === null || recall === null) return [];
  return [
    `In other recordings like these, expect ${intervalText(precision)} of the detections to be right, and ` +
      `${intervalText(recall)} of the birds to be found (95% ranges).`,
  ];
}

function whatIsUnknown({ species }: ReportCard): readonly string[] {
  const others = species.length === 1 ? 'this one' : `these ${count(species.length)}`;
  return [
    'Other places, seasons or recorders may give other results.',
    `Of species other than ${others}, nothing is known: they may be detected as one of them.`,
  ];
}

/** Why no species can be trusted, where it is the number of recordings. */
function evidence({ species, targetPrecision }: ReportCard): readonly string[] {
  const needed = rightToTrust(targetPrecision);
  const most = Math.max(0, ...species.map(({ recordings }) => recordings));
  if (needed === Infinity || most >= needed) return [];
  return [
    `To be trusted, a species needs ${count(needed)} right detections or more; here, none has more than ` +
      `${count(most)} recordings.`,
  ];
}

/** Where thresholds were made from these recordings, their number can be why species share one. */
function oneThreshold({ species, overall }: ReportCard): readonly string[] {
  const shared = sharedThreshold(species);
  if (shared === null) return [];
  const hasFew = overall.unseen !== null && species.every(({ recordings }) => recordings < MIN_EVIDENCE);
  const why = hasFew ? `, because none has the ${count(MIN_EVIDENCE)} recordings for one of its own` : '';
  return [`All species have the same threshold, ${scoreText(shared)}${why}.`];
}

/** The threshold that all species have; null if they differ, or there is one species. */
export function sharedThreshold(species: ReportCard['species']): number | null {
  const [first, ...others] = species;
  if (first === undefined || others.length === 0) return null;
  return others.every(({ threshold }) => threshold === first.threshold) ? first.threshold : null;
}
