import type { Program } from '../../src/engine/index.js';
import { createMelKernels } from '../../src/models/mel/index.js';
import type { ModelFolder } from '../../src/train/checkpoint/index.js';
import { segmentGeometry, type SegmentSettings } from '../segments/index.js';
import type { SpanInputSettings } from './span-inputs.js';

/** The program of a classifier, and how its inputs are prepared. */
export interface ClassifierProgram {
  /**
   * Input `x`, see `createPreparation`; outputs `logits` [batchSize, classes] and, of a model that knows what is
   * typical, `distance` [batchSize].
   */
  readonly program: Program;
  readonly spans: SpanInputSettings;
}

/**
 * Segments per engine call: enough to hide the cost of a call, few enough that queued batches fit in the CPU caches.
 */
const BATCH_SIZE = 32;
/** The same where segments share frames, of which those at the end of a span are computed twice. */
const FRAMES_BATCH_SIZE = 128;

/**
 * Creates the program that classifies spans of segments with a trained model. Loads TensorFlow.js, which takes longer
 * than all the rest.
 * @throws CheckpointError if the model cannot be created
 */
export async function classifierProgram(folder: ModelFolder, segments: SegmentSettings): Promise<ClassifierProgram> {
  const [
    { createTrainedModel },
    { predictFromBlocks, predictFromSharedBlocks, predictFromStatistics, predictProgram },
  ] = await Promise.all([
    import('../../src/train/trained-model/index.js'),
    import('../../src/eval/prediction/index.js'),
  ]);
  const model = createTrainedModel(folder);
  const { parameters, prototypes } = folder;
  const constants = { parameters, prototypes };
  const frames = model.frontEnd?.frames;
  if (frames && createMelKernels(frames.settings)) {
    const batchSize = FRAMES_BATCH_SIZE;
    return {
      program: predictFromStatistics(model.name, frames, { batchSize, ...constants }),
      spans: {
        segments,
        batchSize,
        valuesPerSegment: frames.statisticsCount,
        frames: { mel: frames.settings, framesPerSegment: frames.framesPerExample },
      },
    };
  }
  const { firstConvolution } = model;
  if (firstConvolution) {
    const { stride, outputs } = firstConvolution;
    const batchSize = BATCH_SIZE;
    const blocksPerHop = segmentGeometry(segments).hop / stride;
    if (Number.isInteger(blocksPerHop)) {
      const count = (batchSize - 1) * blocksPerHop + outputs + 1;
      return {
        program: predictFromSharedBlocks(model.name, firstConvolution, { batchSize, blocksPerHop, ...constants }),
        spans: { segments, batchSize, valuesPerSegment: blocksPerHop * stride, sharedBlocks: { stride, count } },
      };
    }
    if (outputs % 2 === 0 && stride % 4 === 0) {
      const pairs = outputs / 2;
      return {
        program: predictFromBlocks(model.name, firstConvolution, { batchSize, ...constants }),
        spans: { segments, batchSize, valuesPerSegment: 3 * pairs * stride, blocks: { stride, pairs } },
      };
    }
  }
  const inputShape = model.usedInputShape ?? model.inputShape;
  return {
    program: predictProgram(model, { batchSize: BATCH_SIZE, inputShape, ...constants }),
    spans: { segments, batchSize: BATCH_SIZE, valuesPerSegment: inputShape[0]! },
  };
}
