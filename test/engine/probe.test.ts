import { probeEngines } from '#src/engine/index.js';
import { expect, it } from 'vitest';

it('probes every engine on every device in its own process, and names a remedy for missing ones', async () => {
  const report = await probeEngines({ threads: 1 });
  expect(report.engines.map(({ engine, device }) => `${engine} ${device}`)).toEqual([
    'compiled cpu',
    'compiled webgpu',
    'compiled gpu',
    'eager cpu',
    'eager gpu',
  ]);
  const available = report.engines.filter((fact) => fact.available).map(({ engine, device }) => `${engine} ${device}`);
  expect(available).toEqual(expect.arrayContaining(['compiled cpu', 'eager cpu']));
  for (const fact of report.engines) {
    expect(fact.detail).toMatch(/^[^\n]+$/);
    expect(fact.remedy === undefined).toBe(fact.available);
  }
  expect(report.picked).toMatchObject({ engine: 'compiled', device: 'cpu', threads: 1 });
  expect(report.versions['onnxruntime-node']).toMatch(/^\d+\.\d+/);
  expect(report.onnxBackends).toContainEqual({ name: 'cpu', bundled: true });
});

it('refuses contradictory options before it starts a probe', async () => {
  await expect(probeEngines({ engine: 'eager', device: 'webgpu' })).rejects.toThrow('engine eager: expected device');
});
