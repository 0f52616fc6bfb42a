import { arrayDataset, readBatch, type Dataset } from '../../data/index.js';
import type { Engine, HostTensors } from '../../engine/index.js';
import { bandCentresHz, defaultSpectrogram, frameCount, spectrograms } from './spectrogram.js';
import { classifierScore } from './classifier-score.js';
import { exampleCount, meanPairwiseDistance, twoSampleTest, type ExampleMatrix } from './distances.js';
import { nearestInDataset } from './nearest-in-dataset.js';
import { spectralStatistics, spectrumDifferenceDb } from './spectral-statistics.js';
import { createPredictor, mean } from '../../eval/index.js';
import { createRng, type Rng } from '../../rng.js';
import { createGeneratorSampler } from '../sampler.js';
import { type CurveRow } from '../progress.js';
import type { EbganConfig, GanData, SegmentExamples } from '../kinds/index.js';
import { parametersOfPlayer, type Players } from '../step.js';
import type { ReferenceClassifier } from '../reference-classifier.js';
import type { CommonMeasures, Energies, ImageMeasures, Measures, SegmentMeasures } from './measures.js';

/** Maximum number of examples for the metrics that compare all pairs. */
const PAIRED = 300;

export interface MeasureOptions {
  readonly config: EbganConfig;
  readonly engine: Engine;
  readonly players: Players;
  readonly data: GanData;
  /** State of the finished run. */
  readonly state: HostTensors;
  readonly curve: readonly CurveRow[];
  /** Only for images. */
  readonly classifier?: ReferenceClassifier | undefined;
}

/** Measures of a run, and the examples on which they were measured. */
export interface RunMeasurements {
  readonly measures: Measures;
  readonly generated: ExampleMatrix;
  readonly real: ExampleMatrix;
  /** Images: index of the training image nearest to each generated image. */
  readonly nearestTraining?: Int32Array;
}

/** Measures a finished run: compares examples generated from fresh noise with held-out real examples. */
export async function measureRun(options: MeasureOptions): Promise<RunMeasurements> {
  const { config, engine, players, data, state } = options;
  const rng = createRng(config.seed).split('measure');
  const count = Math.min(config.measure.examples, data.heldOut.length);
  const real = drawExamples(data.heldOut, count, rng.split('real'));
  const { size } = real;
  const sampler = await createGeneratorSampler(engine, players.generator);
  try {
    await sampler.setParameters(parametersOfPlayer(state, 'generator'));
    const generated = { values: await sampler.draw(count, rng.split('latent')), size };
    const { examples: format } = data;
    const noise = noiseLike(real, format, rng.split('noise'));
    const energy = await meanEnergies(options, { real, generated, noise });
    const examples = { real, generated, noise };
    if (format.kind === 'segments') return await measureSegments(options, format, examples, energy);
    if (!options.classifier) throw new TypeError('expected a reference classifier for images, got none');
    return await measureImages({ ...options, classifier: options.classifier }, examples, energy);
  } finally {
    await sampler.dispose();
  }
}

interface Examples {
  readonly real: ExampleMatrix;
  readonly generated: ExampleMatrix;
  readonly noise: ExampleMatrix;
}

async function measureImages(
  { engine, data, curve, classifier }: MeasureOptions & { readonly classifier: ReferenceClassifier },
  { real, generated, noise }: Examples,
  energy: Energies,
): Promise<RunMeasurements> {
  const { inputShape, classes } = data.train;
  const scoreImages = async ({ values }: ExampleMatrix) => {
    const { logits } = await classifier.predictor.predict(arrayDataset('examples', values, { inputShape, classes }));
    return classifierScore(logits, classifier.classCount);
  };
  const nearestOfGenerated = await nearestInDataset(engine, generated, data.train);
  const nearestOfReal = await nearestInDataset(engine, real, data.train);
  const measures: ImageMeasures = {
    kind: 'images',
    ...commonMeasures(generated, real, energy, curve),
    nearestTraining: mean([...nearestOfGenerated.distance]) / mean([...nearestOfReal.distance]),
    classifier: {
      accuracy: classifier.accuracy,
      generated: await scoreImages(generated),
      real: await scoreImages(real),
      noise: await scoreImages(noise),
    },
  };
  return { measures, generated, real, nearestTraining: nearestOfGenerated.index };
}

async function measureSegments(
  { engine, curve }: MeasureOptions,
  { sampleRateHz }: SegmentExamples,
  { real, generated, noise }: Examples,
  energy: Energies,
): Promise<RunMeasurements> {
  const settings = defaultSpectrogram(real.size, sampleRateHz);
  const [bands, frames] = [settings.bands, frameCount(settings)];
  const [ofReal, ofGenerated, ofNoise] = [
    await spectrograms(engine, real, settings),
    await spectrograms(engine, generated, settings),
    await spectrograms(engine, noise, settings),
  ];
  const statistics = (matrix: ExampleMatrix) => spectralStatistics(matrix, bands, frames);
  const spectra = { generated: statistics(ofGenerated), real: statistics(ofReal), noise: statistics(ofNoise) };
  const half = Math.floor(exampleCount(ofReal) / 2);
  const measures: SegmentMeasures = {
    kind: 'segments',
    // Waveforms that sound the same can be as far apart as any others, so segments are compared by their spectrograms.
    ...commonMeasures(ofGenerated, ofReal, energy, curve),
    spectrumDifferenceDb: {
      generated: spectrumDifferenceDb(spectra.generated, spectra.real),
      real: spectrumDifferenceDb(statistics(rowsOf(ofReal, 0, half)), statistics(rowsOf(ofReal, half, 2 * half))),
      noise: spectrumDifferenceDb(spectra.noise, spectra.real),
    },
    spectra: { bandsHz: bandCentresHz(settings), ...spectra },
  };
  return { measures, generated, real };
}

function commonMeasures(
  generated: ExampleMatrix,
  real: ExampleMatrix,
  energy: Energies,
  curve: readonly CurveRow[],
): CommonMeasures {
  const [pairedGenerated, pairedReal] = [rowsOf(generated, 0, PAIRED), rowsOf(real, 0, PAIRED)];
  return {
    examples: exampleCount(real),
    energy,
    diversity: meanPairwiseDistance(pairedGenerated) / meanPairwiseDistance(pairedReal),
    twoSample: twoSampleTest(pairedGenerated, pairedReal),
    greatestEnergy: Math.max(...curve.slice(Math.floor(curve.length / 2)).map(({ fakeEnergy }) => fakeEnergy)),
  };
}

async function meanEnergies(
  { config, engine, players, state, data }: MeasureOptions,
  examples: Examples,
): Promise<Energies> {
  const { residual } = config.loss;
  const predictor = await createPredictor(engine, players.discriminator, { batchSize: 100, residual });
  try {
    await predictor.setParameters(parametersOfPlayer(state, 'discriminator'));
    const { inputShape } = data.train;
    const energyOf = async ({ values }: ExampleMatrix): Promise<number> =>
      mean([...(await predictor.predict(arrayDataset('examples', values, { inputShape }))).residual!]);
    return {
      real: await energyOf(examples.real),
      generated: await energyOf(examples.generated),
      noise: await energyOf(examples.noise),
    };
  } finally {
    await predictor.dispose();
  }
}

/** Draws examples of a dataset without replacement. */
function drawExamples(dataset: Dataset, count: number, rng: Rng): ExampleMatrix {
  const order = rng.shuffle(Array.from({ length: dataset.length }, (_, index) => index)).slice(0, count);
  const size = dataset.inputShape.reduce((product, axis) => product * axis, 1);
  const values = new Float32Array(count * size);
  readBatch(dataset, order, values);
  return { values, size };
}

function rowsOf({ values, size }: ExampleMatrix, from: number, to: number): ExampleMatrix {
  return { values: values.subarray(from * size, to * size), size };
}

/** Images: each real image with its pixels shuffled. Segments: white noise of unit variance. */
function noiseLike({ values, size }: ExampleMatrix, { kind }: GanData['examples'], rng: Rng): ExampleMatrix {
  if (kind === 'segments') return { values: Float32Array.from(values, () => rng.normal()), size };
  const shuffled = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    shuffled.set(rng.shuffle([...values.subarray(start, start + size)]), start);
  }
  return { values: shuffled, size };
}
