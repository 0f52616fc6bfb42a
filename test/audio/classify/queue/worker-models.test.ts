import { readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobRefusal } from '#audio/classify/queue/job.js';
import { openWorkerModels, type WorkerModels } from '#audio/classify/queue/worker-models.js';
import { readModelIdentity } from '#audio/classify/network.js';
import type { ModelIdentity } from '#audio/results/index.js';
import { useTemporaryFolder } from '../../../helpers/temporary-folder.js';
import { writeUntrainedModel } from '../../../helpers/untrained-model.js';

const folder = useTemporaryFolder();
const { at } = folder;
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const identities = new Map<string, ModelIdentity>();
const samples = new Float32Array(30_000).map((_, i) => Math.sin(i * (0.1 + i / 1e6)));
let models: WorkerModels;

beforeAll(async () => {
  for (const name of NAMES) {
    await writeUntrainedModel(at('models', name), { name: 'bird10' }, { recordings: [`wren of ${name}`, 'crow'] });
    identities.set(name, await readModelIdentity(at('models', name)));
  }
  models = openWorkerModels({ model: at('models'), out: at('out'), engine: { threads: 1 } });
});
afterAll(() => models.close());

/** Species that a model knows, by classifying with it. */
const use = (name: string, meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
  models.use(identities.get(name)!, async ({ classifier }) => {
    await meanwhile();
    const { species } = await classifier.classifySamples(samples, 44_100, { name: 'song' });
    return species.map((each) => each.species).sort();
  });

describe('the models of a worker', () => {
  it('stay loaded while work needs them, whatever other work asks for', async () => {
    const others = NAMES.slice(1);
    const unknown = { name: 'a', fingerprint: '0'.repeat(64) };
    const seen = await use('a', async () => {
      await expect(models.use(unknown, () => Promise.resolve())).rejects.toThrow(JobRefusal);
      for (const name of others) expect(await use(name)).toEqual(['crow', `wren of ${name}`]);
    });
    expect(seen).toEqual(['crow', 'wren of a']);
    // Each has a folder of its own for outputs.
    const folders = [...identities.values()].map(({ fingerprint }) => fingerprint.slice(0, 16));
    expect(readdirSync(at('out')).sort()).toEqual([...folders].sort());
  });

  it('are loaded no more when others were used since: what is loaded needs its folder no more', async () => {
    for (const name of ['b', 'e']) rmSync(at('models', name), { recursive: true });
    expect(await use('e')).toEqual(['crow', 'wren of e']);
    await expect(use('b')).rejects.toThrow(JobRefusal);
  });

  it('are read again from their folder, and refused if it is damaged', async () => {
    await writeUntrainedModel(at('models/a'), { name: 'bird10' }, { recordings: ['owl', 'crow'] });
    const replaced = await readModelIdentity(at('models/a'));
    expect(replaced.fingerprint).not.toBe(identities.get('a')!.fingerprint);
    identities.set('a', replaced);
    expect(await use('a')).toEqual(['crow', 'owl']);
    await folder.write('models/f/model.json', '{');
    const damaged = models.use({ name: 'f', fingerprint: '1'.repeat(64) }, () => Promise.resolve());
    await expect(damaged).rejects.toThrow(/does not have the model f \(1{16}\)/);
  });
});
