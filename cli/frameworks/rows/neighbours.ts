import { frameworks } from '../../../src/inversion/index.js';
import { tf } from '../../../src/ops/tf.js';
import { greatestDifference, rowOf, toRows, toTensor, type Rows } from '../arrays.js';
import { nearest64 } from '../checks/closed-forms.js';
import { inertia, lloyd, nearestRow } from '../checks/lloyd.js';
import { halved } from '../data/digits.js';
import { clouds } from '../data/vectors.js';
import { runUpdates } from '../run-updates.js';
import type { Check, FrameworkRun, Measured } from '../types.js';
import { ofAll, RESIDUAL, shareOf, sumOf } from './support.js';

const { kMeans, nearestNeighbours } = frameworks;

/** Table 1, row 7: the inverse of what was never seen must be the exemplar that a search finds. */
export async function runNearestNeighbours({ digits, rng, onStep, signal }: FrameworkRun): Promise<Measured> {
  signal.throwIfAborted();
  const cloud = clouds(rng.split('data'));
  const half = cloud.rows / 2;
  const [known, asked] = digits
    ? [halved(digits.training.images), halved(digits.test.images)]
    : [part(cloud, 0, half), part(cloud, half, cloud.rows)];
  const [exemplars, x] = [toTensor(known), toTensor(asked)];
  const reconstruction = nearestNeighbours.reconstruct(exemplars)(x);
  const winners = tf.tidy(() => tf.argMax(nearestNeighbours.nearest(exemplars)(x), 1).dataSync());
  const searched = Array.from({ length: asked.rows }, (_, index) => nearestRow(known, rowOf(asked, index)));
  const same = searched.filter((exemplar, index) => exemplar === winners[index]).length;
  const checks: Check[] = [
    {
      what: 'inputs whose exemplar is the one that a search finds',
      value: same,
      text: `as a search: ${ofAll(same, asked.rows)}`,
    },
  ];
  if (digits) {
    const right = digits.test.labels.filter((label, index) => label === digits.training.labels[winners[index]!]).length;
    checks.push({
      what: 'share of test digits whose exemplar has their label',
      value: right / asked.rows,
      text: `labels right: ${((100 * right) / asked.rows).toFixed(1)}%`,
    });
  }
  const measured: Measured = {
    data: digits
      ? `${ofAll(asked.rows, 10_000)} test digits among ${digits.description}, half size`
      : `${asked.rows} points in 8 dimensions among ${known.rows} others`,
    steps: 0,
    error: RESIDUAL,
    before: null,
    after: shareOf(
      sumOf(() => nearestNeighbours.loss(exemplars)(x)),
      x,
    ),
    violation: null,
    closedFormDifference: greatestDifference(reconstruction.dataSync(), nearest64(asked, known)),
    checks,
  };
  tf.dispose([exemplars, x, reconstruction]);
  onStep(1, 1);
  return measured;
}

/** The same row with centres that are learned: step by step what Lloyd's algorithm does. */
export async function runKMeans(run: FrameworkRun): Promise<Measured> {
  const { digits, rng } = run;
  const rows = digits ? halved(digits.training.images) : clouds(rng.split('data'));
  const [centres, steps] = digits ? [10, 30] : [5, 15];
  const x = toTensor(rows);
  const initial = kMeans.init(x, { centres, rng });
  const start = toRows(initial.centres);
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'k-means', x, steps },
    initial,
    update: kMeans.update,
    loss: (at, examples) => kMeans.loss(at.centres)(examples),
  });
  const learned = toRows(state.centres);
  const expected = lloyd(rows, start, steps);
  const winners = tf.tidy(() => tf.argMax(kMeans.nearest(state.centres)(x), 1).dataSync());
  const same = expected.assignments.filter((centre, index) => centre === winners[index]).length;
  const difference = greatestDifference(learned.data, expected.centres);
  const reconstruction = kMeans.reconstruct(state.centres)(x);
  const measured: Measured = {
    data: digits
      ? `${digits.description} at half size, ${centres} centres`
      : `${rows.rows} points in 8 dimensions, ${centres} centres`,
    steps,
    error: RESIDUAL,
    before: shareOf(losses[0]!, x),
    after: shareOf(losses.at(-1)!, x),
    violation: null,
    closedFormDifference: greatestDifference(reconstruction.dataSync(), nearest64(rows, learned)),
    checks: [
      {
        what: "assignments that are those of Lloyd's algorithm",
        value: same,
        text: `as Lloyd: ${ofAll(same, rows.rows)}`,
      },
      {
        what: "greatest difference from the centres of Lloyd's algorithm, relative",
        value: difference,
        text: `centres to ${difference.toExponential(1)}`,
      },
      {
        what: 'the sum of R over the inertia of the centres, by a search',
        value: losses.at(-1)! / inertia(rows, learned),
        text: `R is ${(losses.at(-1)! / inertia(rows, learned)).toFixed(5)} of the inertia`,
      },
    ],
  };
  tf.dispose([x, reconstruction, ...Object.values(state)]);
  return measured;
}

function part({ size, data }: Rows, from: number, to: number): Rows {
  return { rows: to - from, size, data: data.slice(from * size, to * size) };
}
