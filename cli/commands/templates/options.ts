import { Option, type Command } from 'commander';
import { SPLIT_CHOICES } from '../../../src/data/splits/names.js';
import type { TemplatesFlags } from './types.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { seconds } from '../../options/parsers.js';

const HELP = `
Around every input x a piecewise linear network is f(x) = A[x] x + b[x] (Eq. 1). The rows of A[x] are templates, one a class: what the
network compares this very input with. The figure shows input, reconstruction A[x]^T f(x) and templates; the table and --json say how well
each template matches (<A_c, x>), what is added (b_c), and what comes of both (f_c). Where sigmoids,
logarithms or magnitudes bend the network it is so to first order only.

Images are named by their numbers in the test images of the data set, or in another part of it (--split); without numbers, the first of
each class is taken. Of a recording one segment is taken: the loudest, or the one that starts at --at.

Examples:
  lyrebird templates --model runs/mnist
  lyrebird templates 3 14 159 --model runs/mnist --split validation --json
  lyrebird templates song.mp3 --model runs/birds --at 2.5`;

export function addTemplatesCommand(program: Command, exit: Exit): void {
  const command = program
    .command('templates')
    .summary('draw what a model compares an input with: A[x], one template a class')
    .description('Draws the templates A[x] of a trained model for some images, or for a segment of a recording.')
    .argument('[inputs...]', 'numbers of images; of a model of recordings, one recording')
    .option('-m, --model <folder>', 'a training run (its best model; of images, its last), or a model folder')
    .option('-d, --data <folder>', 'of images: their folder (default: the one that it was trained on)')
    .addOption(new Option('--split <name>', 'of images: which part (default: test)').choices(SPLIT_CHOICES))
    .option('--at <seconds>', 'of a recording: where the segment starts (default: the loudest)', seconds)
    .option('--json', 'one JSON object on stdout')
    .option('-o, --out <folder>', 'where the figure goes: SVG, PNG, CSV', 'runs/templates');
  addFfmpegOption(addEngineOptions(addCommonOptions(command)))
    .addHelpText('after', HELP)
    .action(async (inputs: string[], flags: TemplatesFlags) => {
      const { templates } = await import('./templates.js');
      exit(await templates(inputs, flags));
    });
}
