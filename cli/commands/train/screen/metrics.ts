import type { Units } from '../../../../src/data/index.js';
import { TERM_NAMES, TERMS, type TermDescription } from '../../../../src/losses/names.js';
import type { Metrics, RunResult, StartEvent, ValidationMetrics } from '../../../../src/train/index.js';
import { count, formatNumber, percent, plural } from '../../../ui/words.js';
import type { LossName } from './training-state.js';

/**
 * Formats validation metrics: `segments 81.0%, recordings 90.0%`; for images `accuracy 81.0%`; without labels
 * `loss 0.132, R 0.201, E 0.046, 10 of 10 clusters used`.
 */
export function validationText(metrics: ValidationMetrics): string {
  if ('accuracy' in metrics) return `accuracy ${percent(metrics.accuracy)}`;
  if ('segmentAccuracy' in metrics) {
    return `segments ${percent(metrics.segmentAccuracy)}, recordings ${percent(metrics.recordingAccuracy)}`;
  }
  const { loss, residual, entropy, clustersUsed, clusters } = metrics;
  const terms = `loss ${formatNumber(loss)}, R ${formatNumber(residual)}, E ${formatNumber(entropy)}`;
  return `${terms}, ${clustersUsed} of ${clusters} clusters used`;
}

/** Returns the loss terms to show; without labels, the loss replaces the terms that need labels. */
export function shownLosses(unsupervised: boolean): readonly ShownLoss[] {
  const terms = TERM_NAMES.map((name) => TERMS[name]);
  return unsupervised ? [LOSS, ...terms.filter(({ rows }) => rows !== 'labelled')] : terms;
}

type ShownLoss = Pick<TermDescription, 'label' | 'title' | 'colour'> & { readonly name: LossName };

const LOSS: ShownLoss = { name: 'loss', label: 'loss', title: '', colour: 'cyan' };

/** Formats the loss terms: `CE 0.511  R 19.5  E 0.747`; without labels `loss 0.132  R 0.201  E 0.046`. */
export function lossText(metrics: Metrics): string {
  return shownLosses(metrics.accuracy === undefined)
    .map(({ name, label }) => `${label} ${formatNumber(metrics[name])}`)
    .join('  ');
}

/** Formats the number of outputs: `10 classes`, `12 clusters`. */
export function outputCountText({ classes, trainExamples }: StartEvent): string {
  return trainExamples === 0 ? plural(classes.length, 'cluster') : plural(classes.length, 'class', 'classes');
}

/** Formats the training data: `50 images, 54,950 unlabelled`, `60,000 images without labels`. */
export function trainingDataText(start: StartEvent, separator: string): string {
  const { trainExamples, trainSources, unlabelledExamples, units } = start;
  if (trainExamples === 0) return `${exampleCountText(unlabelledExamples, trainSources, units)} without labels`;
  const unlabelled = unlabelledExamples > 0 ? `${separator}${count(unlabelledExamples)} unlabelled` : '';
  return exampleCountText(trainExamples, trainSources, units) + unlabelled;
}

/** Formats a number of examples: `7,000 segments of 64 recordings`, `50 images`. */
export function exampleCountText(examples: number, sources: number, { example, source }: Units): string {
  return plural(examples, example) + (source === undefined ? '' : ` of ${plural(sources, source)}`);
}

/** Tells when and why a run stopped before its last step; undefined if it did not. */
export function stoppedEarlyLine({ stoppedEarly, epochs }: RunResult): string | undefined {
  if (!stoppedEarly) return undefined;
  const { patienceEpochs, bestEpoch } = stoppedEarly;
  const epochsWithoutImprovement = patienceEpochs === 1 ? '1 epoch was' : `${count(patienceEpochs)} epochs were`;
  return `stopped early at epoch ${epochs}: ${epochsWithoutImprovement} not better than epoch ${bestEpoch}`;
}

/** Formats the test accuracy of the last model and its training data; undefined if nothing was tested. */
export function testLine({ test, examples, units, labels, partialData }: RunResult): string | undefined {
  if (!test || examples.test === null) return undefined;
  const partial = partialData.length > 0 ? ' (PARTIAL DATA)' : '';
  return (
    `test: ${validationText(test)} of ${plural(examples.test, units.example)}${partial}, ` +
    `last model; ${labels === 0 ? 'no labels' : plural(labels, 'label')}, validation ${count(examples.validation)}`
  );
}
