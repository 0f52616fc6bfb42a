// Loads a model folder in its own process and prints its scores on noise: node measure-child.mjs FOLDER.
import { createEngine } from '#src/engine/index.js';
import { evaluateExamples } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { loadModel } from '#src/train/index.js';

const [folder] = process.argv.slice(2);
const { manifest, parameters } = await loadModel(folder);
const { inputShape, classes } = manifest;
const model = createModel(manifest.model, { inputShape, classCount: classes.length });
const [size] = inputShape;
const rng = createRng(8);
const values = Float32Array.from({ length: 30 * size }, () => rng.normal());
const dataset = {
  name: 'noise',
  classes,
  inputShape,
  length: 30,
  label: (index) => index % classes.length,
  source: (index) => index,
  read: (index, out, offset) => out.set(values.subarray(index * size, (index + 1) * size), offset),
};
const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
const residual = { reduction: 'sum', distance: 'euclidean' };
const score = await evaluateExamples({ engine, model, parameters, dataset, residual });
await engine.dispose();
process.stdout.write(JSON.stringify(score));
