import { frameworks } from '../../../inversion/index.js';
import { tf, type Tensor } from '../../../ops/index.js';
import { maxDifference, toRows, toTensor, type Rows } from '../arrays.js';
import { combine64 } from '../checks/closed-forms.js';
import { lassoViolation, meanActive } from '../checks/lasso-optimality.js';
import { matchedAtoms } from '../checks/matched-atoms.js';
import { PATCHES, PATCH_SIDE, patches } from '../data/digits.js';
import { sparseSignals } from '../data/vectors.js';
import { runUpdates } from '../run-updates.js';
import type { Check, FrameworkRun, Measurements } from '../types.js';
import { countOfTotal, scalarOf, relativeLoss } from './support.js';

const { sparseCoding } = frameworks;

/** Table 1, row 1. Checks that a known dictionary is recovered, and that the codes are those of the lasso. */
export async function runSparseCoding(run: FrameworkRun): Promise<Measurements> {
  const { digits, rng, own } = run;
  const synthetic = digits ? undefined : sparseSignals(rng.split('data'));
  const [rows, atoms, steps] = digits
    ? [patches(rng.split('data'), digits.training.images, { count: PATCHES, side: PATCH_SIDE }), 96, 80]
    : [synthetic!.x, synthetic!.dictionary.rows, 150];
  const options = { sparsity: digits ? 0.5 : 0.3, codeSteps: 10 };
  const x = own(toTensor(rows));
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'sparse-coding', x, steps },
    initial: sparseCoding.init(x, { atoms, rng }),
    update: (at, examples) => sparseCoding.update(at, examples, options),
    loss: (at, examples) => sparseCoding.loss(at.dictionary, at.codes, options)(examples),
  });
  own(state);
  const dictionary = toRows(state.dictionary);
  const reconstruction = own(sparseCoding.reconstruct(state.dictionary, state.codes)(x));
  const checks = [
    ...(synthetic ? [recovery(synthetic.dictionary, dictionary)] : []),
    optimality(rows, state.dictionary, options.sparsity),
  ];
  const measurements: Measurements = {
    data: digits
      ? `2,000 patches of 8 x 8 of ${digits.description}, ${atoms} atoms`
      : `${rows.rows} sums of 3 of ${atoms} atoms in 16 dimensions`,
    steps,
    error: '(R + λ‖α‖₁) / ‖x‖²',
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: scalarOf(sparseCoding.violation(state.dictionary)),
    closedFormDifference: maxDifference(reconstruction.dataSync(), combine64(toRows(state.codes), dictionary)),
    checks,
    ...(digits && {
      picture: {
        ...{ kind: 'images', height: PATCH_SIDE, width: PATCH_SIDE },
        rows: [
          { name: 'atoms', images: dictionary, signed: true, ownScale: true },
          { name: 'x', images: rows, signed: true },
          { name: 'inverse', images: toRows(reconstruction), signed: true },
        ],
      },
    }),
  };
  return measurements;
}

function recovery(known: Rows, learned: Rows): Check {
  const found = matchedAtoms(known, learned);
  return {
    what: 'known atoms recovered, up to sign and order (cosine > 0.99)',
    value: found,
    text: `atoms found: ${countOfTotal(found, known.rows)}`,
  };
}

/** Encodes some examples with enough steps to converge, and checks the optimality conditions of the lasso. */
function optimality(rows: Rows, dictionary: Tensor, sparsity: number): Check {
  const subset = { ...rows, rows: EXAMPLES, data: rows.data.subarray(0, EXAMPLES * rows.size) };
  const x = toTensor(subset);
  const codes = sparseCoding.encode(dictionary, { sparsity, codeSteps: 300 })(x);
  const codeRows = toRows(codes);
  const value = lassoViolation(subset, toRows(dictionary), codeRows, sparsity);
  tf.dispose([x, codes]);
  return {
    what: 'largest violation of the optimality conditions of the lasso, as a fraction of λ, after 300 steps of FISTA',
    value,
    text: `lasso optimal to ${value.toExponential(1)} λ, ${meanActive(codeRows).toFixed(1)} atoms each`,
  };
}

const EXAMPLES = 50;
