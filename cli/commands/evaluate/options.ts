import { Option, type Command } from 'commander';
import type { EvaluateFlags } from './evaluate.js';
import { RECORDING_CHOICES } from '../../../src/data/splits/names.js';
import { addCommonOptions, addEngineOptions, addFfmpegOption } from '../../options/common-options.js';
import type { Exit } from '../../options/exit.js';
import { requireModel } from '../../options/require-model.js';
import { contextSeconds } from '../../options/parsers.js';

const HELP = `
A segment is right if its most probable class is its label (the paper's
accuracy). A recording is right if the class with the largest mean probability
over its segments is its label. In the confusion matrices, rows are labels and
columns are predictions.

Average precision (AP) and AUROC need no threshold: they measure how well a
class's probabilities rank its segments, or its recordings by their means, above
all others. By chance, AP is the class's fraction of them, and AUROC is 0.5.
Macro averages are means over the species (cmAP), without background.

Of a model with independent scores (--task birds), detections are evaluated too:
those that lyrebird classify makes, with the model's own context, calibration and
thresholds. A species is detected in a recording or not. Precision is the
fraction of the recordings with a detection that have the species, recall the
fraction of the recordings of the species with a detection. --context does not
change them.

With --context 1, segments are evaluated a second time as lyrebird classify
--context 1 classifies them: by the mean over all segments that begin at most
1 s before or after. That is not the paper's accuracy; both are reported.

With --report results/, a page says how good the model is on these recordings:
which species to trust and above which score, the worst mistakes with their
sound, and what would help most. Training with --folds makes the same page.

If the model was trained on this corpus, only recordings that did not train it
are evaluated; if all did, all are. --split held-out refuses if all did. Accuracy
is optimistic on recordings that the model was trained or selected on; the report
counts them. Use --split test, or recordings that the model has never seen.

An image is right if its most probable class is its label. --split train takes
all training images, labelled and unlabelled.

Examples:
  lyrebird evaluate --model runs/birds --data recordings/ --split test
  lyrebird evaluate --model runs/birds --data recordings/ --context 1
  lyrebird evaluate --model runs/birds --data other/ --report other-report/
  lyrebird evaluate --model runs/mnist-labels50-seed1`;

export function addEvaluateCommand(program: Command, exit: Exit): void {
  const command = program
    .command('evaluate')
    .summary('measure the accuracy of a model on labelled recordings or images')
    .description('Measures the accuracy of a model on the recordings of a corpus, or on images.')
    .option(
      '-m, --model <folder>',
      'run folder (its best model; its last one for images or without a validation split), or model folder (required)',
    )
    .option(
      '-d, --data <folder>',
      'corpus with one folder per species, or folder of the image data set (default for images: the training data)',
    )
    .addOption(
      new Option(
        '--split <name>',
        "split of the model's data to evaluate on (default: recordings that did not train it, or the test images)",
      ).choices(RECORDING_CHOICES),
    )
    .option(
      '--context <seconds>',
      'also evaluate each segment averaged with those that begin at most this long before or after it',
      contextSeconds,
    )
    .option('--report <folder>', 'recordings: also write a report card, report.html and report.json, to this folder')
    .option('--group-by <column>', 'recordings: column of metadata.csv that groups them in the report (default: group)')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', HELP);
  addFfmpegOption(addEngineOptions(addCommonOptions(command)));
  command.action(async (flags: Omit<EvaluateFlags, 'model'> & { readonly model?: string }) => {
    const model = requireModel(flags.model, {
      training: 'lyrebird train --task birds --data recordings/ --out runs/birds',
      takes: 'both',
    });
    const { evaluate } = await import('./evaluate.js');
    exit(await evaluate({ ...flags, model }));
  });
}
