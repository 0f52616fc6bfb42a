import type { Command } from 'commander';
import type { Theorem1Flags } from './theorem1.js';
import { addCommonOptions } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { positiveNumbers, wholeNumber } from '../../options/parsers.js';

const HELP = `
Every input has templates A[x] of its own, one a class, free but for their squared norms: together K at most. Trained on cross-entropy, they
come to those of Eq. 4, which are the input itself, scaled: above zero for its class, below zero for the others. Then A[x]^T A[x] x = K x,
so the residual R comes to (K - 1)^2: at K = 1 a network that classifies as well as it can gives its input back.

Examples:
  lyrebird theorem1
  lyrebird theorem1 --classes 100 --norm 1 --steps 300 --json
  lyrebird theorem1 --spherical                    # a spherical softmax: matches of the wrong classes vanish instead`;

export function addTheorem1Command(program: Command, exit: Exit): void {
  const command = program
    .command('theorem1')
    .summary("watch Theorem 1: free templates become the input's own")
    .description('Trains free templates on random inputs of norm 1, and compares them with the optimum of Theorem 1.')
    .option('--classes <n>', 'classes', wholeNumber(2), 10)
    .option(
      '--norm <K...>',
      'bounds of the squared norm of all templates together (default: 0.5 1 2 4)',
      positiveNumbers,
    )
    .option('--inputs <n>', 'random inputs, of the classes in turn', wholeNumber(1), 20)
    .option('--dimensions <n>', 'of an input', wholeNumber(2), 64)
    .option('--steps <n>', 'gradient steps', wholeNumber(1), 200)
    .option('--seed <n>', 'of inputs and first templates', wholeNumber(0), 1)
    .option('--spherical', 'probabilities are z^2 / sum z^2 instead of softmax(z)')
    .option('--json', 'one JSON object on stdout')
    .option('-o, --out <folder>', 'where the figure goes: SVG, PNG, CSV', 'runs/theorem-1');
  addCommonOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: Theorem1Flags) => {
      const { theorem1 } = await import('./theorem1.js');
      exit(await theorem1(flags));
    });
}
