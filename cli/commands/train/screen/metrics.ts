import type { Units } from '../../../../src/data/index.js';
import { TERMS, type TermDescription } from '../../../../src/losses/names.js';
import { type MeasureName, MEASURES } from '../../../../src/train/events/index.js';
import type { Metrics, RunResult, StartEvent, ValidationMetrics } from '../../../../src/train/index.js';
import { count, formatNumber, percent, plural } from '../../../ui/words.js';
import type { LossName } from './training-state.js';

/**
 * Formats validation metrics: `macro average precision 0.523, segments 81.0%, recordings 90.0%`; for images
 * `accuracy 81.0%`; without labels `loss 0.132, R 0.201, E 0.046, 10 of 10 clusters used`.
 */
export function validationText(metrics: ValidationMetrics): string {
  if ('accuracy' in metrics) return `accuracy ${percent(metrics.accuracy)}`;
  const details = validationDetails(metrics);
  if ('loss' in metrics) return `loss ${formatNumber(metrics.loss)}, ${details}`;
  const { averagePrecision } = metrics;
  if (averagePrecision === undefined) return details;
  return `${MEASURES.averagePrecision.label} ${formatNumber(averagePrecision)}, ${details}`;
}

/** Formats what else was validated than the measure that chooses the best epoch; nothing for images. */
function validationDetails(metrics: ValidationMetrics): string {
  if ('accuracy' in metrics) return '';
  if ('segmentAccuracy' in metrics) {
    return `segments ${percent(metrics.segmentAccuracy)}, recordings ${percent(metrics.recordingAccuracy)}`;
  }
  const { residual, entropy, clustersUsed, clusters } = metrics;
  const terms = `R ${formatNumber(residual)}, E ${formatNumber(entropy)}`;
  return `${terms}, ${clustersUsed} of ${clusters} clusters used`;
}

/** Formats a value of a measure: `0.523`, or `81.0%`. */
export function measureValue(name: MeasureName, value: number): string {
  return MEASURES[name].inPercent ? percent(value) : formatNumber(value);
}

/** The best epoch, its value if it is known, and its other metrics if there is a validation split. */
export interface BestEpoch {
  readonly epoch: number;
  readonly measure: MeasureName;
  readonly value?: number | undefined;
  readonly validation?: ValidationMetrics | undefined;
}

/**
 * Formats the best epoch, in full and in fewer words:
 * `epoch 6, macro average precision 0.523; segments 46.1%, recordings 66.2%`, then without the other metrics, then
 * `epoch 6, cmAP 0.523`.
 */
export function bestTexts({ epoch, measure, value, validation }: BestEpoch): readonly string[] {
  const details = validation ? validationDetails(validation) : '';
  const { label, abbreviation } = MEASURES[measure];
  if (value === undefined) return [[`epoch ${epoch}`, details].filter((text) => text !== '').join('; ')];
  const withName = (name: string): string => `epoch ${epoch}, ${name} ${measureValue(measure, value)}`;
  const short = withName(label);
  return [...(details === '' ? [] : [`${short}; ${details}`]), short, withName(abbreviation)];
}

/** Returns the terms of the loss that a run computes; without labels, the loss stands before them. */
export function shownLosses({ terms }: Pick<StartEvent, 'terms'>): readonly ShownLoss[] {
  const shown = terms.map((name) => TERMS[name]);
  return shown.some(({ rows }) => rows === 'labelled') ? shown : [LOSS, ...shown];
}

type ShownLoss = Pick<TermDescription, 'label' | 'title' | 'colour'> & { readonly name: LossName };

const LOSS: ShownLoss = { name: 'loss', label: 'loss', title: '', colour: 'cyan' };

/** Formats the loss terms: `CE 0.511  R 19.5  E 0.747`; without labels `loss 0.132  R 0.201  E 0.046`. */
export function lossText(metrics: Metrics, start: Pick<StartEvent, 'terms'>): string {
  return shownLosses(start)
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
