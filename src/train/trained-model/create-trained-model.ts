import { join } from 'node:path';
import type { HostTensors } from '../../engine/index.js';
import { CheckpointError, oneLine } from '../../errors.js';
import { count } from '../../format-number.js';
import { createModel, type Model, parameterShapes } from '../../models/index.js';
import { printable } from '../../printable.js';
import { MANIFEST_FILE, type ModelFolder } from '../checkpoint/index.js';

/**
 * Creates the network of a model folder, and checks that the folder's parameters are those of that network.
 * @throws CheckpointError if the network cannot be created, or its parameters are others
 */
export function createTrainedModel({ path, manifest, parameters }: ModelFolder): Model {
  const { model: spec, inputShape, classes } = manifest;
  const model = attempt(path, () => createModel(spec, { inputShape, classCount: classes.length }));
  // Before the shapes: listing those of a network of any size takes as much memory as the network.
  const parameterCount = Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0);
  if (parameterCount !== model.parameterCount) {
    throw new CheckpointError(
      `${path}: expected ${count(model.parameterCount)} parameters of the network ${model.name}, ` +
        `got ${count(parameterCount)}`,
    );
  }
  const shapes = attempt(path, () => parameterShapes(model));
  for (const name of new Set([...Object.keys(shapes), ...Object.keys(parameters)])) {
    const expected = Object.hasOwn(shapes, name) ? `float32 [${shapes[name]!.join(', ')}]` : 'nothing';
    const got = describe(parameters, name);
    if (got !== expected) {
      throw new CheckpointError(`${path}: parameter ${printable(name)}: expected ${expected}, got ${got}`);
    }
  }
  return model;
}

/** Turns any error of a network that is created from a manifest into one that names the manifest. */
function attempt<T>(path: string, create: () => T): T {
  try {
    return create();
  } catch (cause) {
    const reason = printable(oneLine(cause instanceof Error ? cause.message : String(cause)));
    throw new CheckpointError(`${join(path, MANIFEST_FILE)}: the network cannot be created: ${reason}`, { cause });
  }
}

function describe(parameters: HostTensors, name: string): string {
  if (!Object.hasOwn(parameters, name)) return 'nothing';
  const { dtype, shape } = parameters[name]!;
  return `${dtype} [${shape.join(', ')}]`;
}
