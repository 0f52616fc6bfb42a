/** A tf.LayersModel with a frozen layer: trained with R, saved, and loaded from its folder alone. */
import {
  createEngine,
  createModel,
  createRng,
  evaluateExamples,
  fromLayersModel,
  imageTasks,
  loadConfig,
  loadModel,
  tf,
  train,
  type Dataset,
} from 'lyrebird';

const [, , out] = process.argv as [string, string, string];

const dataset = (name: string, length: number): Dataset => ({
  name,
  classes: ['low', 'high'],
  inputShape: [16],
  length,
  label: (index) => index % 2,
  source: (index) => index,
  read(index, values, offset) {
    const rng = createRng(1).split(name, index);
    for (let i = 0; i < 16; i++) values[offset + i] = rng.normal() * 0.5 + Math.sin((index % 2 === 0 ? 0.4 : 1.2) * i);
  },
});

const network = tf.sequential({
  layers: [
    tf.layers.dense({ units: 24, activation: 'tanh', inputShape: [16], trainable: false, name: 'features' }),
    tf.layers.dense({ units: 2, name: 'logits' }),
  ],
});
const frozen = network.getLayer('features').getWeights()[0]!.dataSync();
const model = fromLayersModel(network);
const engine = await createEngine({ threads: 1 });
try {
  const run = train({
    // The task gives what is not said here; its network and its data are not used.
    config: loadConfig(
      {
        task: 'mnist-supervised',
        overrides: ['data.batchSize=20', 'loss.alpha=0.7', 'loss.beta=0.3', 'train.epochs=15', 'data.epochOf=labelled'],
      },
      [imageTasks],
    ),
    engine,
    model,
    out,
    train: dataset('train', 60),
    validation: dataset('held out', 40),
    units: { example: 'wave' },
  });
  for await (const event of run) if (event.type === 'end' && event.reason !== 'finished') throw new Error(event.reason);

  // Other layers were made meanwhile; the folder does not care.
  tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [5] })] });
  const { manifest, parameters } = await loadModel(out);
  const again = createModel(manifest.model, {
    inputShape: manifest.inputShape,
    classCount: manifest.classes.length,
  });
  const score = await evaluateExamples({ engine, model: again, parameters, dataset: dataset('new', 80) });
  const kept = parameters['features/kernel']!.data;
  console.log(
    JSON.stringify({
      accuracy: score.accuracy,
      nonlinear: model.nonlinearity,
      frozen: frozen.every((value, i) => value === kept[i]),
    }),
  );
} finally {
  await engine.dispose();
}
