import type { Tensor } from '../ops/index.js';
import type { OutputActivation } from './names.js';

/** What the logits mean, and how they are compared with labels. */
export interface OutputLoss {
  /** Shape and type of a batch's labels. */
  labelSpec(batchSize: number, classCount: number): { readonly shape: readonly number[]; readonly dtype: 'int32' };
  /** [B], 1 for rows with a label, else 0. */
  labelled(label: Tensor): Tensor;
  /** CE per example, [B]; any number for rows without a label. */
  crossEntropy(logits: Tensor, label: Tensor): Tensor;
  /** E per example, [B]. */
  entropy(logits: Tensor): Tensor;
  /** [B], 1 for rows whose prediction is right, else 0; any number for rows without a label. */
  correct(logits: Tensor, label: Tensor): Tensor;
}

/** Settings of the outputs. */
export interface OutputOptions {
  /** Default `softmax`: Eq. 9 and 10 as in the paper. */
  readonly outputActivation?: OutputActivation;
  /** Factor of the cross-entropy of present classes, with `sigmoid`. Default 1. */
  readonly positiveWeight?: number;
  /** Number of consecutive rows that show the same example; E is that of their mean prediction. Default 1: Eq. 9. */
  readonly views?: number;
}
