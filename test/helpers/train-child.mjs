// Trains a small model in its own process, which a test kills: node train-child.mjs OUT [a.b=c...]. Prints one
// event per line.
import { createEngine } from '#src/engine/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { loadConfig, train } from '#src/train/index.js';
import { recordingTasks } from '#audio/training/index.js';

const [out, ...overrides] = process.argv.slice(2);
const SAMPLES = 6144;
const SEGMENTS = 4;

/** Noisy sines at three pitches, `recordings` of each. */
const pitches = (name, seed, recordings) => ({
  name,
  classes: ['low', 'middle', 'high'],
  inputShape: [SAMPLES],
  length: 3 * recordings * SEGMENTS,
  label: (index) => Math.floor(index / (recordings * SEGMENTS)),
  source: (index) => Math.floor(index / SEGMENTS),
  read(index, values, offset) {
    const rng = createRng(seed).split(index);
    const pitch = [0.031, 0.083, 0.171][this.label(index)] * (1 + 0.05 * rng.normal());
    for (let t = 0; t < SAMPLES; t++) values[offset + t] = Math.sin(2 * Math.PI * pitch * t) + 0.5 * rng.uniform();
  },
});

const config = loadConfig(
  {
    task: 'bird10',
    overrides: ['data.batchSize=10', 'train.reportEverySeconds=0', 'engine.threads=1', ...overrides],
  },
  [recordingTasks],
);
const engine = await createEngine(config.engine);
const model = createModel(config.model, { inputShape: [SAMPLES], classCount: 3 });
const options = { config, engine, model, out, resume: true };
for await (const event of train({
  ...options,
  train: pitches('train', 1, 3),
  validation: pitches('validation', 2, 1),
})) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
await engine.dispose();
