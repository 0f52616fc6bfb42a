import { frameworks, inverse } from '../../../inversion/index.js';
import { maxDifference, toRows, toTensor } from '../arrays.js';
import { project64 } from '../checks/closed-forms.js';
import { comparePrincipalSubspace } from '../checks/principal-subspace.js';
import { HALF_SIDE, halved } from '../data/digits.js';
import { ellipsoid } from '../data/vectors.js';
import { runUpdates } from '../run-updates.js';
import type { FrameworkRun, Measurements } from '../types.js';
import { RELATIVE_RESIDUAL, scalarOf, relativeLoss } from './support.js';

const { pca } = frameworks;

/** Table 1, row 3. Checks the components against the eigenvectors of the covariance. */
export async function runPca(run: FrameworkRun): Promise<Measurements> {
  const { digits, rng, own } = run;
  const [rows, components, steps, name] = digits
    ? [halved(digits.training.images), 16, 600, `${digits.description} at half size, 16 components`]
    : [ellipsoid(rng.split('data')), 4, 150, '500 normal vectors in 24 dimensions, 4 components'];
  const { centred: x } = own(pca.centre(own(toTensor(rows))));
  const { state, losses } = await runUpdates({
    ...{ ...run, name: 'pca', x, steps },
    initial: pca.init(x, { components, rng }),
    update: pca.update,
    loss: (at, batch) => pca.loss(at.components)(batch),
  });
  own(state);
  const centred = toRows(x);
  const learned = toRows(state.components);
  const { largestAngleDegrees, discardedVariance } = comparePrincipalSubspace(centred, learned);
  const residual = losses.at(-1)! / centred.rows;
  const reconstruction = own(inverse(pca.f(state.components))(x));
  const measurements: Measurements = {
    data: name,
    steps,
    error: RELATIVE_RESIDUAL,
    before: relativeLoss(losses[0]!, x),
    after: relativeLoss(losses.at(-1)!, x),
    violation: scalarOf(pca.violation(state.components)),
    closedFormDifference: maxDifference(reconstruction.dataSync(), project64(centred, learned)),
    checks: [
      {
        what: 'largest principal angle to the leading eigenvectors of the covariance',
        value: largestAngleDegrees,
        text: `${largestAngleDegrees.toPrecision(2)}° from the eigenvectors`,
      },
      {
        what: 'mean of R divided by the variance that those eigenvectors discard',
        value: residual / discardedVariance,
        text: `R is ${(residual / discardedVariance).toFixed(5)} of the discarded variance`,
      },
    ],
    ...(digits && {
      picture: {
        ...{ kind: 'images', height: HALF_SIDE, width: HALF_SIDE },
        rows: [
          { name: 'components', images: learned, signed: true, ownScale: true },
          { name: 'x − mean', images: centred, signed: true },
          { name: 'inverse', images: toRows(reconstruction), signed: true },
        ],
      },
    }),
  };
  return measurements;
}
