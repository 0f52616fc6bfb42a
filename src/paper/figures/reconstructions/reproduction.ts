import { join } from 'node:path';
import { CheckpointError } from '../../../errors.js';
import { writeFigure } from '../../../figures/index.js';
import { reconstructExamples } from '../../../eval/index.js';
import type { ReconstructionExperiment } from '../description.js';
import { loadModel, openEvaluationImages, withModel } from '../../../train/index.js';
import { createCell } from '../../../sweep/index.js';
import { firstOfEachClass, readExample } from '../../../data/index.js';
import { selectCells, type CellSelection, type CellPosition } from '../../select-cells.js';
import type { FinishedSweep, Reproduction } from '../../reproduction.js';
import { reconstructionAnswer } from './answer.js';
import { reconstructionFigure } from './figure.js';
import type { NetworkReconstructions } from './types.js';

/**
 * Creates the reproduction of a figure of reconstructions: networks, each with several kinds of pooling, and the same
 * test images, the first of each class.
 */
export function reconstructionReproduction(
  name: string,
  experiment: ReconstructionExperiment,
  selection: CellSelection,
): Reproduction {
  const { title, task, inputShape, classCount, seeds, settings, quick } = experiment;
  const cells = selectCells(cellsOf(experiment), selection);
  return {
    kind: 'figure',
    ...{ name, title, task, seeds, settings },
    shape: { inputShape, classCount },
    quick: { seeds: 1, settings: quick },
    cells: cells.map(({ cell }) => cell),
    async finish(sweep) {
      const networks = await reconstructions(cells, sweep);
      return {
        kind: 'reconstructions',
        ...{ title, networks },
        answer: { networks: reconstructionAnswer(networks) },
        files:
          networks.length > 0
            ? await writeFigure(sweep.out, name, reconstructionFigure(title, inputShape, networks))
            : undefined,
      };
    },
  };
}

function cellsOf({ networks, poolings }: ReconstructionExperiment): CellPosition[] {
  return networks.flatMap(({ name, settings }) =>
    poolings.map((pooling) => ({
      row: name,
      column: pooling,
      cell: createCell({ ...settings, 'model.kind': pooling }, `${name}/${pooling}`),
    })),
  );
}

/** Reconstructs the test images with the first finished run of each cell. */
async function reconstructions(
  cells: readonly CellPosition[],
  { out, records, data, engine }: FinishedSweep,
): Promise<NetworkReconstructions[]> {
  const networks: NetworkReconstructions[] = [];
  for (const { row, column, cell } of cells) {
    const record = records.find(({ trial, status }) => trial.cell === cell && status === 'finished');
    if (!record) continue;
    const folder = await loadModel(join(out, record.trial.folder));
    const { images, classes } = folder.manifest;
    if (!images) throw new CheckpointError(`${folder.path} is not a model for images`);
    const hooks = { onWarning: () => undefined, onLoading: () => undefined };
    const { dataset } = await openEvaluationImages(folder, images, { ...(data !== undefined && { data }), ...hooks });
    const examples = firstOfEachClass(dataset).map((index) => readExample(dataset, index));
    const reconstructed = await withModel(folder, engine, (run) =>
      reconstructExamples(
        run,
        examples.map(({ x }) => x),
      ),
    );
    networks.push({
      network: row,
      pooling: column,
      settings: cell.settings,
      result: record.result!,
      digits: examples.map((example, i) => {
        const { reconstruction, relativeResidual, predictedClass } = reconstructed[i]!;
        return { ...example, reconstruction, relativeResidual, prediction: classes[predictedClass]! };
      }),
    });
  }
  return networks;
}
