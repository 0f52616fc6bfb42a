import { availableParallelism } from 'node:os';
import { createEngine, pickEngine, threadsNotice } from '#src/engine/index.js';
import { EngineError } from '#src/errors.js';
import { describe, expect, it } from 'vitest';

describe('picking an engine', () => {
  it.each([
    [{}, 'compiled', 'cpu'],
    [{ engine: 'auto', device: 'auto' }, 'compiled', 'cpu'],
    [{ device: 'cpu' }, 'compiled', 'cpu'],
    [{ device: 'webgpu' }, 'compiled', 'webgpu'],
    [{ device: 'gpu' }, 'eager', 'gpu'],
    [{ engine: 'compiled' }, 'compiled', 'cpu'],
    [{ engine: 'compiled', device: 'gpu' }, 'compiled', 'gpu'],
    [{ engine: 'eager' }, 'eager', 'auto'],
    [{ engine: 'eager', device: 'cpu' }, 'eager', 'cpu'],
  ] as const)('%j is %s on %s', (options, engine, device) => {
    expect(pickEngine(options)).toMatchObject({ engine, device });
  });

  it('uses all cores by default, and never more threads than there are', () => {
    expect(pickEngine().threads).toBe(availableParallelism());
    expect(pickEngine({ threads: 1 }).threads).toBe(1);
    expect(pickEngine({ threads: 1024 }).threads).toBe(availableParallelism());
  });

  it('says so if fewer threads run than were asked for', () => {
    const running = availableParallelism();
    expect([0, 1, running].map((threads) => threadsNotice({ threads }))).toEqual([undefined, undefined, undefined]);
    expect(threadsNotice({ threads: 1024 })).toBe(
      `1024 threads were asked for, ${running} run: one per processor; ` +
        'training divides a batch as for 1024 threads, so its results stay the same',
    );
    expect(threadsNotice({ threads: 1024, shards: 2 })).toBe(
      `1024 threads were asked for, ${running} run: one per processor`,
    );
  });

  it('refuses a device that the engine does not support', () => {
    expect(() => pickEngine({ engine: 'eager', device: 'webgpu' })).toThrow(
      new EngineError('engine eager: expected device cpu or gpu, got webgpu; use --engine compiled for webgpu'),
    );
  });

  it.each([-1, 1.5, Number.NaN])('refuses %d threads', (threads) => {
    expect(() => pickEngine({ threads })).toThrow(`threads: expected a whole number, 0 for all cores, got ${threads}`);
  });
});

describe('creating an engine', () => {
  it.each([
    ['compiled', 'ONNX Runtime'],
    ['eager', 'TensorFlow.js'],
  ] as const)('%s on the CPU starts, describes itself, and shuts down', async (name, library) => {
    const engine = await createEngine({ engine: name, device: 'cpu', threads: 1 });
    expect(engine).toMatchObject({ name, device: 'cpu' });
    expect(engine.description).toContain(library);
    await engine.dispose();
  });
});

it('the default is one shard per thread that was asked for, however many run', () => {
  expect(pickEngine({ threads: 1 })).toMatchObject({ threads: 1, shards: 1 });
  expect(pickEngine({ threads: 1024 })).toMatchObject({ shards: 1024 });
  expect(pickEngine({ threads: 1, shards: 2 })).toMatchObject({ threads: 1, shards: 2 });
  expect(() => pickEngine({ shards: -1 })).toThrow(
    new EngineError('shards: expected a whole number, 0 for one per thread, got -1'),
  );
});
