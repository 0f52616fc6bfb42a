import { expect, it } from 'vitest';
import type { CompiledProgram, Engine } from '#src/engine/index.js';
import { EngineError } from '#src/errors.js';
import { mlp } from '#src/models/index.js';
import { loadConfig } from '#src/train/index.js';
import { createWeightLearner } from '#src/train/learned-weights/learner.js';
import { recordingTasks } from '#audio/training/index.js';

it('a learner whose second program fails to compile disposes of the first', async () => {
  const model = mlp({ inputShape: [3], classCount: 2 }, { hidden: [4], activation: 'relu' });
  // The target of a layer's R is detached in the update, and not in the outer loss: two programs.
  const overrides = ['loss.learned.everySteps=2', `loss.gamma={${model.layers[0]}: 0.1}`];
  const config = loadConfig({ task: 'bird10', overrides }, [recordingTasks]);
  const calls: string[] = [];
  const engine = {
    compile: () => {
      calls.push('compile');
      if (calls.length > 1) return Promise.reject(new EngineError('no memory left'));
      return Promise.resolve({ dispose: () => Promise.resolve(void calls.push('dispose')) } as CompiledProgram);
    },
  } as unknown as Engine;
  await expect(createWeightLearner(engine, model, config)).rejects.toThrow(new EngineError('no memory left'));
  expect(calls).toEqual(['compile', 'compile', 'dispose']);
});
