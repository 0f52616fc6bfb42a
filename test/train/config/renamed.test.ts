import { describe, expect, it } from 'vitest';
import { recordingTasks } from '#audio/training/index.js';
import { loadConfig, savedSettings } from '#src/train/index.js';

describe('settings of the previous version', () => {
  it('of a saved run are read under their new names', () => {
    const saved = {
      task: 'bird10',
      data: { validationShare: 0.1, labelledShare: 0.4, labelSeed: 3 },
      loss: { residual: { target: 'held' } },
      engine: { rowsAtOnce: 20 },
    };
    expect(savedSettings(saved, recordingTasks)).toMatchObject({
      data: { validationFraction: 0.1, labelledFraction: 0.4, labelSeed: 3 },
      loss: { residual: { target: 'detached' } },
      engine: { microBatchSize: 20 },
    });
  });

  it.each([
    ['data.validationShare=0.1', 'data.validationFraction'],
    ['data.labelledShare=0.4', 'data.labelledFraction'],
    ['engine.rowsAtOnce=20', 'engine.microBatchSize'],
  ])('--set %s is refused with the new name', (override, newName) => {
    const [oldName] = override.split('=');
    expect(() => loadConfig({ task: 'bird10', overrides: [override] }, [recordingTasks])).toThrow(
      `unknown key ${oldName}: it was renamed to ${newName}`,
    );
  });
});
