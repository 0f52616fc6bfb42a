import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createEngine } from '#src/engine/index.js';
import { benchNet, plainNet, type BenchNet } from './nets.js';
import { loadOurs } from './ours.js';
import { spread } from './statistics.js';

const USAGE = `npm run bench:growth -- [--net bird10,small-cnn] [--seconds 2]

Median milliseconds of a full training step by batch, threads and width, and the same per example.`;

const BATCHES = [10, 25, 50, 100, 200, 400];
const WIDTHS = [8, 16, 32, 64, 128];
const BATCH = 100;

const print = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`${cells.map((cell) => String(cell).padStart(12)).join('')}\n`);
};

async function measure(net: BenchNet, threads: number, seconds: number): Promise<number> {
  const engine = await createEngine({ engine: 'compiled', device: 'cpu', threads });
  try {
    const ours = await loadOurs(engine, net, 'full');
    const { median } = spread(await ours.run(3));
    const times = spread(await ours.run(Math.max(5, Math.ceil((seconds * 1_000) / median))));
    await ours.dispose();
    return times.median;
  } finally {
    await engine.dispose();
  }
}

const { values } = parseArgs({
  options: {
    net: { type: 'string', default: 'bird10,small-cnn' },
    seconds: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const seconds = Number(values.seconds);
  const cores = availableParallelism();
  print('network', 'batch', 'threads', 'ms', 'ms/example');
  const row = async (net: BenchNet, threads: number): Promise<void> => {
    const ms = await measure(net, threads, seconds);
    print(net.name, net.batch, threads, ms.toFixed(2), (ms / net.batch).toFixed(3));
  };
  for (const net of values.net.split(',').map(benchNet)) {
    for (const batch of BATCHES) await row({ ...net, batch }, cores);
    for (let threads = 1; threads < cores; threads *= 2) await row(net, threads);
  }
  for (const width of WIDTHS) await row({ ...plainNet(width), batch: BATCH }, cores);
}
