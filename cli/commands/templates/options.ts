import { Option, type Command } from 'commander';
import { SPLIT_CHOICES } from '../../../src/data/splits/names.js';
import type { TemplatesFlags } from './types.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { seconds } from '../../options/parsers.js';

const HELP = `
Around an input x, a piecewise linear network is f(x) = A[x] x + b[x] (Eq. 1).
The rows of A[x] are templates, one per class: the network compares x with them.
The figure shows the input, its reconstruction A[x]^T f(x) and the templates.
The table and --json list for each class the match <A_c, x>, the bias b_c and
their sum, the logit f_c. For networks with sigmoids, logarithms or magnitudes
this holds to first order only.

Images are numbered from 0, within the test images or the split selected by
--split; the default is the first image of each class. For a model of
recordings, give one recording: its loudest segment is used, or the one at --at.

Examples:
  lyrebird templates --model runs/mnist
  lyrebird templates 3 14 159 --model runs/mnist --split validation --json
  lyrebird templates song.mp3 --model runs/birds --at 2.5`;

export function addTemplatesCommand(program: Command, exit: Exit): void {
  const command = program
    .command('templates')
    .summary('draw what a model compares an input with, one template per class')
    .description('Draws the templates A[x] of a trained model for images, or for a segment of a recording.')
    .argument('[inputs...]', 'image numbers, counted from 0, or one recording')
    .option(
      '-m, --model <folder>',
      'run folder (its best model; its last one for images or without a validation split), or model folder',
    )
    .option('-d, --data <folder>', 'folder of the image data set (default: the training data)')
    .addOption(
      new Option('--split <name>', 'part of the image data set that numbers refer to (default: test)').choices(
        SPLIT_CHOICES,
      ),
    )
    .option('--at <seconds>', 'start of the segment in the recording (default: the loudest segment)', seconds)
    .option('--json', 'print one JSON object on stdout')
    .option('-o, --out <folder>', 'folder of the figure: SVG, PNG, CSV', 'runs/templates');
  addFfmpegOption(addEngineOptions(addCommonOptions(command)))
    .addHelpText('after', HELP)
    .action(async (inputs: string[], flags: TemplatesFlags) => {
      const { templates } = await import('./templates.js');
      exit(await templates(inputs, flags));
    });
}
