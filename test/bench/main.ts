import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createEngine, type DeviceName, type Engine } from '#src/engine/index.js';
import { matrixLimit } from './matrix-limit.js';
import { benchNet, NET_NAMES } from './nets.js';
import { loadOurs } from './ours.js';
import { comparePairs, type Comparison } from './pairs.js';
import { HOW_TO_INSTALL, startPeer, type Peer } from './peer.js';
import type { StepKind } from './runner.js';

const USAGE =
  `npm run bench -- [--json] [--pairs 7] [--threads 2] [--net ${NET_NAMES.join(',')}] ` +
  `[--step supervised,full] [--device cpu]

Median milliseconds per training step, and for the same step in PyTorch if it is installed, in interleaved pairs.`;

const STEPS: readonly StepKind[] = ['supervised', 'full'];

/** Result for one network and kind of step. */
interface Row extends Comparison {
  readonly net: string;
  readonly step: StepKind;
  readonly batch: number;
  readonly parameters: number;
  readonly gflop: number;
  readonly gflopPerSecond: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '7' },
      threads: { type: 'string', default: '2' },
      net: { type: 'string', default: NET_NAMES.join(',') },
      step: { type: 'string', default: STEPS.join(',') },
      device: { type: 'string', default: 'cpu' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const pairs = positiveInteger('--pairs', values.pairs);
  const threads = positiveInteger('--threads', values.threads);
  const kinds = values.step.split(',').map(stepKind);
  const nets = values.net.split(',').map(benchNet);

  const engine = await createEngine({ engine: 'compiled', device: values.device as DeviceName, threads });
  const peer = await startPeer(threads);
  if (peer === undefined) print(`PyTorch was not found, so the benchmark measures Lyrebird alone. ${HOW_TO_INSTALL}`);
  try {
    const limit = await matrixLimit(engine);
    const rows: Row[] = [];
    for (const net of nets) {
      for (const kind of kinds) {
        const ours = await loadOurs(engine, net, kind);
        const theirs = await peer?.load(net, kind);
        if (theirs !== undefined && theirs.parameters !== ours.parameters) {
          throw new Error(`${net.name}: ${ours.parameters} parameters here, ${theirs.parameters} in the peer`);
        }
        const comparison = await comparePairs(ours, theirs, pairs);
        const gflop = (net.flop[kind] * net.batch) / 1e9;
        rows.push({
          net: net.name,
          step: kind,
          batch: net.batch,
          parameters: ours.parameters,
          ...comparison,
          gflop,
          gflopPerSecond: gflop / (comparison.ours.median / 1e3),
        });
        if (!values.json) print(formatRow(rows.at(-1)!));
        await ours.dispose();
      }
    }
    if (values.json)
      process.stdout.write(`${JSON.stringify(summary(engine, peer, { threads, pairs, limit, rows }), rounded)}\n`);
    else print(`matrix products on the same engine and threads: ${limit.toFixed(0)} GFLOP/s`);
  } finally {
    peer?.close();
    await engine.dispose();
  }
}

interface Measurements {
  readonly threads: number;
  readonly pairs: number;
  readonly limit: number;
  readonly rows: readonly Row[];
}

function summary(engine: Engine, peer: Peer | undefined, { threads, pairs, limit, rows }: Measurements): object {
  return {
    machine: {
      processor: cpus()[0]?.model.trim(),
      cores: cpus().length,
      node: process.version,
      platform: process.platform,
    },
    threads,
    pairs,
    ours: engine.description,
    peer: peer?.description ?? null,
    matrixGflopPerSecond: limit,
    results: rows.map((row) => ({ ...row, peer: row.peer ?? null, ratio: row.ratio ?? null })),
  };
}

function formatRow({ net, step, batch, ours, peer, ratio, gflopPerSecond }: Row): string {
  const head =
    `${net}, ${step} step, batch ${batch}: ` +
    `ours ${formatSpread(ours, 'ms')} (${gflopPerSecond.toFixed(0)} GFLOP/s)`;
  return peer === undefined || ratio === undefined
    ? head
    : `${head}, PyTorch ${formatSpread(peer, 'ms')}, ratio ${formatSpread(ratio, 'x')}`;
}

function formatSpread({ median, min, max }: Comparison['ours'], unit: string): string {
  return `${median.toFixed(2)} ${unit} [${min.toFixed(2)}-${max.toFixed(2)}]`;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

function positiveInteger(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag}: expected a whole number above 0, got ${text}`);
  return value;
}

function stepKind(text: string): StepKind {
  const kind = STEPS.find((name) => name === text);
  if (kind === undefined) throw new Error(`--step: expected ${STEPS.join(', ')}, got ${text}`);
  return kind;
}

function print(text: string): void {
  // With --json, standard output contains only one JSON object.
  const stream = process.argv.includes('--json') ? process.stderr : process.stdout;
  stream.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
