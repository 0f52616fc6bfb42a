import type { Tensors } from '../engine/index.js';
import type { Tap } from '../inversion/index.js';
import { type Tensor, tf } from '../ops/index.js';
import { imageModel } from './image-model.js';
import { applyConvolution, applyDense, type LayerShape } from './layer-parameters.js';
import type { Model, ModelShape, ModelSpec } from './types.js';

const STAGES = 3;

/**
 * Resnet D-W of Table 2: conv W 3x3 - three stages of D blocks with widths W, 2W, 4W and pooling in between - global
 * mean - dense. A block is relu(conv3x3(h)) + conv1x1(h) (Eq. 3). On 28 x 28 x 1 with 10 classes, 2-32 has 330,186
 * parameters ("330K") and 3-16 has 137,162 (the paper's "136K" matches the count without biases, 136,464).
 */
const resnet =
  (depth: number, width: number) =>
  (shape: ModelShape, spec: ModelSpec): Model =>
    imageModel(
      `resnet${depth}-${width}`,
      shape,
      spec,
      (inputChannels, classCount, { biases: bias, activation, activate, pool }) => {
        const layers: LayerShape[] = [{ name: 'stem', kernel: [3, 3, inputChannels, width], bias }];
        const stages: string[][] = [];
        let channels = width;
        for (let stage = 0; stage < STAGES; stage++) {
          const filters = width * 2 ** stage;
          stages.push(Array.from({ length: depth }, (_, block) => `stage${stage + 1}/block${block + 1}`));
          for (const block of stages[stage]!) {
            layers.push({
              name: `${block}/inner`,
              kernel: [3, 3, channels, filters],
              bias,
              activation,
              inputsPartlyFrom: activation,
            });
            layers.push({
              name: `${block}/outer`,
              kernel: [1, 1, channels, filters],
              bias,
              inputsPartlyFrom: activation,
            });
            channels = filters;
          }
        }
        layers.push({ name: 'dense', kernel: [channels, classCount], bias, inputsPartlyFrom: activation });

        return {
          layers,
          taps: ['stem', ...stages.flat()],
          apply(parameters: Tensors, x: Tensor, tap: Tap): Tensor {
            let h = tap('stem', applyConvolution(parameters, 'stem', x, 'same'));
            for (const blocks of stages) {
              for (const block of blocks) {
                const inner = activate(applyConvolution(parameters, `${block}/inner`, h, 'same'));
                h = tf.add(inner, applyConvolution(parameters, `${block}/outer`, h, 'same'));
                const pooled = block === blocks.at(-1) && blocks !== stages.at(-1);
                h = tap(block, pooled ? pool(h) : h);
              }
            }
            return applyDense(parameters, 'dense', tf.mean(h, [1, 2]));
          },
        };
      },
    );

export const resnet2x32 = resnet(2, 32);
export const resnet3x16 = resnet(3, 16);
