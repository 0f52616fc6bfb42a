import { UNLABELLED, type Dataset } from '../../data/index.js';
import type { OutputActivation } from '../../losses/names.js';
import { accuracyOf, emptyConfusion, precisionOf, recallOf, totalOf, type ConfusionMatrix } from './confusion.js';
import { outputScores } from './probabilities.js';
import { argMax } from './softmax.js';

/** A model's outputs for each example of a dataset. */
export interface Predictions {
  /** [n, C], row-major. */
  readonly logits: Float32Array;
  /** What the logits mean; default softmax. */
  readonly outputActivation?: OutputActivation | undefined;
  /** R of each example: [n]. */
  readonly residual?: Float32Array;
  /** What the last layer reads of each example: [n, D], row-major. */
  readonly representations?: Float32Array;
}

/** Scores of one class. */
export interface ExampleClassScore {
  readonly class: string;
  readonly examples: number;
  /** Recall: fraction of its examples that are predicted as this class. */
  readonly accuracy: number;
  /** Fraction of the examples predicted as this class that belong to it. */
  readonly precision: number;
}

/** Scores of a model on labelled examples. Unlabelled ones are left out. */
export interface ExampleScore {
  /** Fraction of the examples whose largest logit is that of their label. */
  readonly accuracy: number;
  readonly examples: number;
  /** Mean over the examples. */
  readonly crossEntropy: number;
  /** Mean of R over the examples; absent if it was not computed. */
  readonly residual?: number;
  readonly classes: readonly string[];
  readonly confusion: ConfusionMatrix;
  readonly perClass: readonly ExampleClassScore[];
}

/** Compares predictions with labels, example by example. */
export function scoreExamples(dataset: Dataset, { logits, residual, outputActivation }: Predictions): ExampleScore {
  const outputs = outputScores(outputActivation);
  const { classes } = dataset;
  const classCount = classes.length;
  const confusion = emptyConfusion(classCount);
  let crossEntropy = 0;
  let residuals = 0;
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED) continue;
    confusion[label]![argMax(logits, index * classCount, classCount)]!++;
    crossEntropy += outputs.crossEntropy(logits, index, classCount, label);
    if (residual) residuals += residual[index]!;
  }
  const examples = totalOf(confusion);
  return {
    accuracy: accuracyOf(confusion),
    examples,
    crossEntropy: crossEntropy / Math.max(examples, 1),
    ...(residual && { residual: residuals / Math.max(examples, 1) }),
    classes,
    confusion,
    perClass: classes.map((name, label) => {
      const { count, recall } = recallOf(confusion, label);
      return { class: name, examples: count, accuracy: recall, precision: precisionOf(confusion, label) };
    }),
  };
}
