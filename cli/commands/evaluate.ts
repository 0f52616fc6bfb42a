import { Option, type Command } from 'commander';
import type { EvaluateFlags } from '../evaluate/evaluate.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from './common-options.js';
import type { Exit } from './exit.js';

const HELP = `
A segment is right if its most probable class is its label (the paper's measure); a recording, if the class with the greatest mean
probability over its segments is. Rows of the matrix are labels, columns are what the network took them for.

Recordings that the model was trained on, or chosen by, flatter it: they are counted and said. --split test, or a corpus of its own,
is the honest measure.`;

export function addEvaluateCommand(program: Command, exit: Exit): void {
  const command = program
    .command('evaluate')
    .summary('measure a model on labelled recordings')
    .description('Measures how well a model recognises the recordings of a corpus.')
    .requiredOption('-m, --model <folder>', 'a training run (its best model), or a model folder')
    .requiredOption('-d, --data <folder>', 'corpus: one folder a species')
    .addOption(
      new Option('--split <name>', 'part of the corpus, as the model was trained with')
        .choices(['train', 'validation', 'test', 'all'])
        .default('all'),
    )
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: EvaluateFlags) => {
    const { evaluate } = await import('../evaluate/evaluate.js');
    exit(await evaluate(flags));
  });
}
