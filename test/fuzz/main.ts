import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { mangledInput } from './run-case.js';
import { superviseCases, type CaseOutcome, type FuzzCase } from './supervise.js';
import { TARGETS } from './targets/index.js';
import type { FuzzTarget } from './target.js';

const NAMES = TARGETS.map(({ target }) => target.name).join(',');
const USAGE = `npm run fuzz -- [--target ${NAMES}] [--cases N] [--first 0] [--seed 1] [--jobs 2] [--keep FOLDER]

Damages well-formed inputs at random and gives them to the program's readers. An input must be read, or refused with the
error class meant for it: no crash, no NaN, bounded processor time and memory. Exits with 1 if one is not. The damaged
inputs that did are written to FOLDER. Linux only.`;

const LIMIT_PROCESSOR_SECONDS = 10;
const LIMIT_MEGABYTES = 600;
const GOOD: readonly CaseOutcome[] = ['read', 'refused'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: NAMES },
      cases: { type: 'string' },
      first: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      keep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const [seed, first, jobs] = [values.seed, values.first, values.jobs].map(Number) as [number, number, number];
  for (const name of values.target.split(',')) {
    const entry = TARGETS.find(({ target }) => target.name === name);
    if (!entry) throw new Error(`--target ${name}: expected some of ${NAMES}`);
    const { target } = entry;
    const end = first + Number(values.cases ?? entry.cases);
    const found: FuzzCase[] = [];
    const onCase = (result: FuzzCase): void => {
      found.push(result);
      if (isDefect(result)) report(target.name, result);
      if (found.length % 500 === 0) process.stderr.write(`${target.name}: ${found.length} of ${end - first}\n`);
    };
    const limitProcessorSeconds = LIMIT_PROCESSOR_SECONDS;
    await Promise.all(
      Array.from({ length: jobs }, (_, job) =>
        superviseCases({ target: name, seed, first: first + job, stride: jobs, end, limitProcessorSeconds, onCase }),
      ),
    );
    process.stdout.write(`${summary(target.name, found)}\n`);
    const defects = found.filter(isDefect);
    if (defects.length > 0) process.exitCode = 1;
    if (values.keep !== undefined) await keepInputs(values.keep, target, seed, defects);
  }
}

function isDefect({ outcome, peakMegabytes }: FuzzCase): boolean {
  return !GOOD.includes(outcome) || peakMegabytes > LIMIT_MEGABYTES;
}

function report(target: string, { index, outcome, input, message, peakMegabytes }: FuzzCase): void {
  const memory = peakMegabytes > LIMIT_MEGABYTES ? `, ${peakMegabytes.toFixed(0)} MB` : '';
  process.stdout.write(`${target} ${index} (${input ?? 'unknown input'}): ${outcome}${memory}: ${message}\n`);
}

function summary(target: string, cases: readonly FuzzCase[]): string {
  const count = (outcome: CaseOutcome): number => cases.filter((result) => result.outcome === outcome).length;
  const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  return [
    `${target}: ${cases.length} cases`,
    ...(['read', 'refused', 'crash', 'too slow', 'non-finite', 'wrong error'] as const).map((o) => `${o} ${count(o)}`),
    `most processor time ${largest(cases.map((result) => result.processorSeconds)).toFixed(1)} s`,
    `most memory ${largest(cases.map((result) => result.peakMegabytes)).toFixed(0)} MB`,
  ].join(', ');
}

async function keepInputs(keep: string, target: FuzzTarget, seed: number, cases: readonly FuzzCase[]): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'lyrebird-fuzz-'));
  try {
    const inputs = await target.makeInputs(temporary);
    for (const { index } of cases) {
      for (const [name, bytes] of Object.entries(mangledInput(target, inputs, seed, index).files)) {
        const file = join(keep, `${target.name}-${index}`, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
      }
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

await main();
