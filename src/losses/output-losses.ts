import { oneHot, type Tensor, tf } from '../ops/index.js';
import { binaryCrossEntropy, binaryEntropy } from './binary.js';
import { crossEntropy } from './cross-entropy.js';
import { entropy } from './entropy.js';
import type { OutputLoss, OutputOptions } from './output-loss.js';
import { viewsBinaryEntropy, viewsEntropy } from './views.js';

/** Returns the loss of the given outputs. */
export function outputLoss(options: OutputOptions = {}): OutputLoss {
  const { outputActivation = 'softmax', positiveWeight = 1, views = 1 } = options;
  return outputActivation === 'softmax' ? softmaxLoss(views) : sigmoidLoss(positiveWeight, views);
}

/** One class per example: [B] labels, negative for unlabelled rows. */
function softmaxLoss(views: number): OutputLoss {
  return {
    labelSpec: (batchSize) => ({ shape: [batchSize], dtype: 'int32' }),
    labelled: isKnown,
    crossEntropy,
    entropy: (logits) => (views === 1 ? entropy(logits) : viewsEntropy(logits, views)),
    correct: (logits, label) => tf.cast(tf.equal(greatest(logits), tf.cast(label, 'int32')), 'float32'),
  };
}

/** Any number of classes per example: [B, C] labels, 1 present, 0 absent, negative unknown. */
function sigmoidLoss(positiveWeight: number, views: number): OutputLoss {
  return {
    labelSpec: (batchSize, classCount) => ({ shape: [batchSize, classCount], dtype: 'int32' }),
    labelled: (label) => tf.max(isKnown(label), 1),
    crossEntropy: (logits, label) => binaryCrossEntropy(logits, label, positiveWeight),
    entropy: (logits) => (views === 1 ? binaryEntropy(logits) : viewsBinaryEntropy(logits, views)),
    correct(logits, label) {
      const present = tf.cast(tf.maximum(label, 0), 'float32');
      const found = tf.sum(tf.mul(oneHot(greatest(logits), logits.shape[1]!), present), 1);
      const silent = tf.cast(tf.less(tf.max(logits, 1), 0), 'float32');
      const any = tf.max(present, 1);
      return tf.add(found, tf.mul(silent, tf.sub(1, any)));
    },
  };
}

/** 1 where a label is not negative, else 0. */
function isKnown(label: Tensor): Tensor {
  return tf.cast(tf.greaterEqual(label, 0), 'float32');
}

/** Index of the greatest logit of each row. */
function greatest(logits: Tensor): Tensor {
  return tf.cast(tf.argMax(logits, 1), 'int32');
}
