import { Option, type Command } from 'commander';
import type { EvaluateFlags } from './evaluate.js';
import { SPLIT_CHOICES } from '../../../src/data/splits/names.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { contextSeconds } from '../../options/parsers.js';

const HELP = `
A segment is right if its most probable class is its label (the paper's measure); a recording, if the class with the greatest mean
probability over its segments is. Rows of the matrix are labels, columns are what the network took them for.

With --context 1, segments are measured once more as classify --context 1 hears them: by the mean over those that begin at most a second before
or after. That is not the paper's measure, and is told beside it.

Recordings that the model was trained on, or chosen by, flatter it: they are counted and said. --split test, or a corpus of its own,
is the honest measure.

Images: an image is right if its most probable class is its label. --split train takes all that were trained on, with labels or without.`;

export function addEvaluateCommand(program: Command, exit: Exit): void {
  const command = program
    .command('evaluate')
    .summary('measure a model on labelled recordings or images')
    .description('Measures how well a model recognises the recordings of a corpus, or images.')
    .requiredOption('-m, --model <folder>', 'a training run (its best model; of images, its last), or a model folder')
    .option(
      '-d, --data <folder>',
      'corpus: one folder a species; for a model of images their folder (default: the one that it was trained on)',
    )
    .addOption(
      new Option(
        '--split <name>',
        'part of the data, as the model was trained with (default: all; of images, test)',
      ).choices(SPLIT_CHOICES),
    )
    .option(
      '--context <seconds>',
      'also measure segments heard together with those so long before and after',
      contextSeconds,
    )
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: EvaluateFlags) => {
    const { evaluate } = await import('./evaluate.js');
    exit(await evaluate(flags));
  });
}
