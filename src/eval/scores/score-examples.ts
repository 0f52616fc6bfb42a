import { UNLABELLED, type Dataset } from '../../data/index.js';
import { accuracyOf, emptyConfusion, precisionOf, recallOf, totalOf, type ConfusionMatrix } from './confusion.js';
import { argMax, logSumExp } from './softmax.js';

/** What a model says about each example of a dataset. */
export interface Predictions {
  /** [n, C], row-major. */
  readonly logits: Float32Array;
  /** [n]. */
  readonly residual?: Float32Array;
}

/** How one class fared. */
export interface ExampleClassScore {
  readonly class: string;
  readonly examples: number;
  /** Share of its examples that were recognised. */
  readonly accuracy: number;
  /** Share of the examples taken for it that are it. */
  readonly precision: number;
}

/** How a model does on labelled examples, each for itself. Unlabelled ones are left out. */
export interface ExampleScore {
  /** Share of examples whose greatest logit is their label's. */
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
export function scoreExamples(dataset: Dataset, { logits, residual }: Predictions): ExampleScore {
  const { classes } = dataset;
  const classCount = classes.length;
  const confusion = emptyConfusion(classCount);
  let crossEntropy = 0;
  let residuals = 0;
  for (let index = 0; index < dataset.length; index++) {
    const label = dataset.label(index);
    if (label === UNLABELLED) continue;
    confusion[label]![argMax(logits, index * classCount, classCount)]!++;
    crossEntropy += logSumExp(logits, index, classCount) - logits[index * classCount + label]!;
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
