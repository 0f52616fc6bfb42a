import { frameworks, inverse } from '../../../inversion/index.js';
import { maxDifference, toRows, toTensor } from '../arrays.js';
import { bestLine64 } from '../checks/closed-forms.js';
import { matchedAtoms } from '../checks/matched-atoms.js';
import { stationaryAtoms } from '../checks/stationary-atoms.js';
import { PATCHES, PATCH_SIDE, patches } from '../data/digits.js';
import { lines } from '../data/vectors.js';
import { runUpdates } from '../run-updates.js';
import type { Check, FrameworkRun, Measurements } from '../types.js';
import { countOfTotal, RELATIVE_RESIDUAL, scalarOf, relativeLoss } from './support.js';

const { winnerTakeAll } = frameworks;

/** Table 1, row 6, taken literally. Checks that atoms are the leading directions of the examples that they win. */
export async function runWinnerTakeAll(run: FrameworkRun): Promise<Measurements> {
  const { digits, rng, own } = run;
  const synthetic = digits ? undefined : lines(rng.split('data'));
  const rows = digits
    ? patches(rng.split('data'), digits.training.images, { count: PATCHES, side: PATCH_SIDE })
    : synthetic!.x;
  const [atoms, steps] = digits ? [32, 60] : [8, 40];
  const x = own(toTensor(rows));
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'winner-take-all', x, steps },
    initial: winnerTakeAll.init(x, { atoms, rng }),
    update: (at, examples) => winnerTakeAll.update(at, examples),
    loss: (at, examples) => winnerTakeAll.loss(at.atoms)(examples),
  });
  own(state);
  const learned = toRows(state.atoms);
  const reconstruction = own(inverse(winnerTakeAll.f(state.atoms))(x));
  const checks: Check[] = [];
  if (synthetic) {
    const found = matchedAtoms(synthetic.directions, learned);
    checks.push({
      what: 'lines recovered (cosine > 0.99)',
      value: found,
      text: `lines found: ${countOfTotal(found, synthetic.directions.rows)}`,
    });
  }
  const { settled, used } = stationaryAtoms(rows, learned);
  checks.push({
    what: 'atoms equal to the leading direction of the examples that they win (cosine > 0.99)',
    value: settled,
    text: `leading directions: ${countOfTotal(settled, used)}`,
  });
  const measurements: Measurements = {
    data: digits
      ? `2,000 patches of 8 x 8 of ${digits.description}, ${atoms} atoms`
      : `${rows.rows} points on 6 lines in 8 dimensions, ${atoms} atoms`,
    steps,
    error: RELATIVE_RESIDUAL,
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: scalarOf(winnerTakeAll.violation(state.atoms)),
    closedFormDifference: maxDifference(reconstruction.dataSync(), bestLine64(rows, learned)),
    checks,
    ...(digits && {
      picture: {
        ...{ kind: 'images', height: PATCH_SIDE, width: PATCH_SIDE },
        rows: [
          { name: 'atoms', images: learned, signed: true, ownScale: true },
          { name: 'x', images: rows, signed: true },
          { name: 'inverse', images: toRows(reconstruction), signed: true },
        ],
      },
    }),
  };
  return measurements;
}
