import type { Command } from 'commander';
import type { Theorem1Flags } from './theorem1.js';
import { LARGEST_BOUND } from '../../../src/inversion/names.js';
import { addCommonOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { positiveNumbers, wholeNumber } from '../../options/parsers.js';

const HELP = `
Each input gets its own free templates A[x], one per class, whose squared norms
sum to at most K. Trained on cross-entropy, they converge to the templates of
Eq. 4: the input itself, scaled by a positive factor for its class and a
negative one for the other classes. Then A[x]^T A[x] x = K x, so the residual R
converges to (K - 1)^2. At K = 1, optimal templates for classification
reconstruct the input.

Examples:
  lyrebird theorem1
  lyrebird theorem1 --classes 100 --norm 1 --steps 300 --json
  lyrebird theorem1 --spherical`;

export function addTheorem1Command(program: Command, exit: Exit): void {
  const command = program
    .command('theorem1')
    .summary('check Theorem 1: templates trained on cross-entropy become the input')
    .description('Trains free templates on random inputs of norm 1, and compares them with the optimum of Theorem 1.')
    .option('--classes <n>', 'number of classes', wholeNumber(2), 10)
    .option(
      '--norm <K...>',
      `bounds K on the squared norm of all templates together, up to ${LARGEST_BOUND} (default: 0.5 1 2 4)`,
      positiveNumbers(LARGEST_BOUND),
    )
    .option('--inputs <n>', 'number of random inputs, assigned to the classes in turn', wholeNumber(1), 20)
    .option('--dimensions <n>', 'dimensions of an input', wholeNumber(2), 64)
    .option('--steps <n>', 'gradient steps', wholeNumber(1), 200)
    .option('--seed <n>', 'random seed of inputs and initial templates', wholeNumber(0), 1)
    .option('--spherical', 'use the spherical softmax z^2 / sum z^2: matches of the wrong classes vanish')
    .option('--json', 'print one JSON object on stdout')
    .option('-o, --out <folder>', 'folder of the figure: SVG, PNG, CSV', 'runs/theorem-1');
  addCommonOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: Theorem1Flags) => {
      const { theorem1 } = await import('./theorem1.js');
      exit(await theorem1(flags));
    });
}
