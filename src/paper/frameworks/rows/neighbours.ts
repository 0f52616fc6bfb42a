import type { HostTensor } from '../../../engine/index.js';
import { frameworks } from '../../../inversion/index.js';
import { tf } from '../../../ops/index.js';
import { dot, maxDifference, rowOf, toRows, toTensor, type Rows } from '../arrays.js';
import { nearest64 } from '../checks/closed-forms.js';
import { inertia, lloyd, nearestRow } from '../checks/lloyd.js';
import { HALF_SIDE, halved, type Digits } from '../data/digits.js';
import { clouds } from '../data/vectors.js';
import { percent } from '../../../format-number.js';
import type { Picture } from '../figures.js';
import { runOnce } from '../run-once.js';
import { runUpdates } from '../run-updates.js';
import type { Check, FrameworkRun, Measurements } from '../types.js';
import { countOfTotal, RELATIVE_RESIDUAL, relativeLoss } from './support.js';

const { kMeans, nearestNeighbours } = frameworks;

/** Table 1, row 7. Checks that the inverse of unseen inputs is the exemplar found by a search. */
export async function runNearestNeighbours({
  engine,
  digits,
  rng,
  onStep,
  signal,
}: FrameworkRun): Promise<Measurements> {
  signal.throwIfAborted();
  const [stored, queries] = digits
    ? [halved(digits.training.images), halved(digits.test.images)]
    : halves(clouds(rng.split('data')));
  const outputs = await runOnce(
    engine,
    'k-nn',
    { exemplars: hostRows(stored), x: hostRows(queries) },
    ({ exemplars, x }) => ({
      reconstruction: nearestNeighbours.reconstruct(exemplars!)(x!),
      residual: tf.sum(nearestNeighbours.loss(exemplars!)(x!)),
      winner: tf.cast(tf.argMax(nearestNeighbours.nearest(exemplars!)(x!), 1), 'int32'),
    }),
  );
  const winners = outputs['winner']!.data;
  const searched = Array.from({ length: queries.rows }, (_, index) => nearestRow(stored, rowOf(queries, index)));
  const same = searched.filter((exemplar, index) => exemplar === winners[index]).length;
  onStep(1, 1);
  return {
    data: digits
      ? `${queries.rows} test digits among ${digits.description}, at half size`
      : `${queries.rows} points in 8 dimensions among ${stored.rows} others`,
    steps: 0,
    error: RELATIVE_RESIDUAL,
    before: null,
    after: outputs['residual']!.data[0]! / dot(queries.data, queries.data),
    violation: null,
    closedFormDifference: maxDifference(outputs['reconstruction']!.data, nearest64(queries, stored)),
    checks: [
      {
        what: 'inputs whose exemplar is the one found by a search',
        value: same,
        text: `same as a search: ${countOfTotal(same, queries.rows)}`,
      },
      ...(digits ? [correctLabels(digits, winners)] : []),
    ],
    ...(digits && {
      picture: sideBySide(queries, { ...queries, data: Float32Array.from(outputs['reconstruction']!.data) }),
    }),
  };
}

function correctLabels({ training, test }: Digits, winners: ArrayLike<number>): Check {
  const correct = test.labels.filter((label, index) => label === training.labels[winners[index]!]).length;
  const value = correct / test.labels.length;
  return {
    what: 'fraction of test digits whose exemplar has their label',
    value,
    text: `correct labels: ${percent(value)}`,
  };
}

/** Table 1, row 7, with learned centres. Checks every centre and assignment against Lloyd's algorithm. */
export async function runKMeans(run: FrameworkRun): Promise<Measurements> {
  const { digits, rng, own } = run;
  const rows = digits ? halved(digits.training.images) : clouds(rng.split('data'));
  const [centres, steps] = digits ? [10, 30] : [5, 15];
  const x = own(toTensor(rows));
  const initial = kMeans.init(x, { centres, rng });
  const start = toRows(initial.centres);
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'k-means', x, steps },
    initial,
    update: kMeans.update,
    loss: (at, examples) => kMeans.loss(at.centres)(examples),
  });
  own(state);
  const learned = toRows(state.centres);
  const expected = lloyd(rows, start, steps);
  const winners = tf.tidy(() => tf.argMax(kMeans.nearest(state.centres)(x), 1).dataSync());
  const same = expected.assignments.filter((centre, index) => centre === winners[index]).length;
  const difference = maxDifference(learned.data, expected.centres);
  const reconstruction = own(kMeans.reconstruct(state.centres)(x));
  const measurements: Measurements = {
    data: digits
      ? `${digits.description} at half size, ${centres} centres`
      : `${rows.rows} points in 8 dimensions, ${centres} centres`,
    steps,
    error: RELATIVE_RESIDUAL,
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: null,
    closedFormDifference: maxDifference(reconstruction.dataSync(), nearest64(rows, learned)),
    checks: [
      {
        what: "assignments equal to those of Lloyd's algorithm",
        value: same,
        text: `as Lloyd: ${countOfTotal(same, rows.rows)}`,
      },
      {
        what: "largest relative difference from the centres of Lloyd's algorithm",
        value: difference,
        text: `centres to ${difference.toExponential(1)}`,
      },
      {
        what: 'sum of R divided by the inertia of the centres, computed by a search',
        value: losses.at(-1)! / inertia(rows, learned),
        text: `R is ${(losses.at(-1)! / inertia(rows, learned)).toFixed(5)} of the inertia`,
      },
    ],
    ...(digits && { picture: sideBySide(rows, toRows(reconstruction), learned) }),
  };
  return measurements;
}

function sideBySide(x: Rows, inverse: Rows, centres?: Rows): Picture {
  return {
    ...{ kind: 'images', height: HALF_SIDE, width: HALF_SIDE },
    rows: [
      ...(centres ? [{ name: 'centres', images: centres }] : []),
      { name: 'x', images: x },
      { name: 'inverse', images: inverse },
    ],
  };
}

function halves({ rows, size, data }: Rows): readonly [Rows, Rows] {
  const half = rows / 2;
  return [
    { rows: half, size, data: data.slice(0, half * size) },
    { rows: half, size, data: data.slice(half * size) },
  ];
}

const hostRows = ({ rows, size, data }: Rows): HostTensor => ({
  dtype: 'float32',
  shape: [rows, size],
  data: data.slice(),
});
