import { frameworks } from '../../../inversion/index.js';
import { maxDifference, rowOf, rowsOf, toRows, toTensor, type Rows } from '../arrays.js';
import { combine64 } from '../checks/closed-forms.js';
import { matchedAtoms } from '../checks/matched-atoms.js';
import { halved } from '../data/digits.js';
import { bars } from '../data/vectors.js';
import { runUpdates } from '../run-updates.js';
import type { Check, FrameworkRun, Measurements } from '../types.js';
import { countOfTotal, RELATIVE_RESIDUAL, scalarOf, relativeLoss } from './support.js';

const { nmf } = frameworks;

/** Table 1, row 2. Checks that the loss never grows, and that the bars are recovered. */
export async function runNmf(run: FrameworkRun): Promise<Measurements> {
  const { digits, rng, own } = run;
  const synthetic = digits ? undefined : bars(rng.split('data'));
  const rows = digits ? halved(digits.training.images) : synthetic!.x;
  const [parts, steps] = digits ? [25, 200] : [12, 500];
  const side = Math.sqrt(rows.size);
  const x = own(toTensor(rows));
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'nmf', x, steps },
    initial: nmf.init(x, { parts, rng }),
    update: nmf.update,
    loss: (at, examples) => nmf.loss(at.parts, at.codes)(examples),
  });
  own(state);
  const rises = losses.slice(1).map((loss, step) => (loss - losses[step]!) / losses[0]!);
  const largestRise = Math.max(0, ...rises);
  const reconstruction = own(nmf.reconstruct(state.parts, state.codes)(x));
  const learned = toRows(state.parts);
  const checks: Check[] = [
    {
      what: 'largest increase of the loss in a step, as a fraction of the first loss (0: none except rounding)',
      value: largestRise,
      text: largestRise < 1e-6 ? 'loss never grew' : `loss grew by ${largestRise.toExponential(1)} in a step`,
    },
  ];
  if (synthetic) {
    const found = matchedAtoms(synthetic.parts, learned);
    checks.unshift({
      what: 'bars recovered (cosine > 0.99)',
      value: found,
      text: `bars found: ${countOfTotal(found, synthetic.parts.rows)}`,
    });
  }
  const measurements: Measurements = {
    data: digits
      ? `${digits.description} at half size, ${parts} parts`
      : `${rows.rows} pictures of bars, 6 x 6, ${parts} parts`,
    steps,
    error: RELATIVE_RESIDUAL,
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: scalarOf(nmf.violation(state.parts, state.codes)),
    closedFormDifference: maxDifference(reconstruction.dataSync(), combine64(toRows(state.codes), learned)),
    checks,
    picture: {
      ...{ kind: 'images', height: side, width: side, ...(digits && { range: [0, 1] as const }) },
      rows: [
        { name: 'parts', images: scaledToOne(learned), ownScale: true },
        { name: 'x', images: rows },
        { name: 'inverse', images: toRows(reconstruction) },
      ],
    },
  };
  return measurements;
}

/** Scales every part to a maximum of 1 for display; the codes compensate for any scale. */
function scaledToOne(parts: Rows): Rows {
  return rowsOf(parts.rows, parts.size, (row, index) => {
    const largest = Math.max(...rowOf(parts, index), Number.MIN_VALUE);
    row.set(rowOf(parts, index).map((value) => value / largest));
  });
}
