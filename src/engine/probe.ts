import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pickEngine, type EngineChoice } from './pick.js';
import type { OnnxBackend, ProbeAnswer } from './probe-answer.js';
import type { DeviceName, EngineName, EngineOptions } from './types.js';
import { lyrebirdCommand } from '../package.js';

/** What is known about one engine on one device. */
export interface EngineFact {
  readonly engine: EngineName;
  readonly device: DeviceName;
  /** A small program ran there and gave the right result. */
  readonly available: boolean;
  /** The engine's own description, or why it cannot be had. */
  readonly detail: string;
  /** How to get it, where it is missing. */
  readonly remedy?: string;
}

/** Everything that `lyrebird doctor` says about engines. */
export interface EngineReport {
  readonly engines: readonly EngineFact[];
  readonly picked: EngineChoice;
  /** Version by package; absent packages are not in it. */
  readonly versions: Readonly<Record<string, string>>;
  readonly onnxBackends: readonly OnnxBackend[];
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
}

const CANDIDATES: readonly (readonly [EngineName, DeviceName])[] = [
  ['compiled', 'cpu'],
  ['compiled', 'webgpu'],
  ['compiled', 'gpu'],
  ['eager', 'cpu'],
  ['eager', 'gpu'],
];
const PACKAGES = ['@tensorflow/tfjs', 'onnxruntime-node', '@tensorflow/tfjs-node-gpu'];
const TIME_LIMIT_MS = 60_000;
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Tries every engine on every device with a small program, each in a process of its own, since a graphics driver can take its process
 * down with it.
 * @param options what the user asked for, to say what it would give
 * @throws EngineError if the options contradict each other
 */
export async function probeEngines(options: EngineOptions = {}): Promise<EngineReport> {
  const picked = pickEngine(options);
  const answers = await Promise.all(CANDIDATES.map(([engine, device]) => probe(engine, device, picked.threads)));
  const [processor] = cpus();
  return {
    engines: answers.map(({ fact }) => fact),
    picked,
    versions: installedVersions(),
    onnxBackends: answers.find(({ onnxBackends }) => onnxBackends !== undefined)?.onnxBackends ?? [],
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: processor?.model.trim() ?? 'unknown',
    cores: pickEngine().threads,
  };
}

/** One engine on one device. */
async function probe(
  engine: EngineName,
  device: DeviceName,
  threads: number,
): Promise<{ fact: EngineFact; onnxBackends?: readonly OnnxBackend[] }> {
  const answer = await askChild(engine, device, threads);
  if (answer.ok) {
    const fact = { engine, device, available: true, detail: answer.description };
    return answer.onnxBackends === undefined ? { fact } : { fact, onnxBackends: answer.onnxBackends };
  }
  const remedy = remedyFor(engine, device);
  const fact = { engine, device, available: false, detail: answer.reason };
  return { fact: remedy === undefined ? fact : { ...fact, remedy } };
}

function askChild(engine: EngineName, device: DeviceName, threads: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const child = fork(new URL('./probe-child.js', import.meta.url), [engine, device, `${threads}`], {
      silent: true,
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
      execArgv: [],
    });
    const complaints: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.stdout?.resume();
    child.on('message', (answer) => resolve(answer as ProbeAnswer));
    child.on('error', (error) => resolve({ ok: false, reason: error.message }));
    child.on('close', (code, signal) => {
      const last = Buffer.concat(complaints).toString().trim().split('\n').at(-1) ?? '';
      const end = signal === null ? `exit code ${code}` : signal === 'SIGKILL' ? 'no answer in time' : signal;
      resolve({ ok: false, reason: `its process ended (${end})${last === '' ? '' : `: ${last}`}` });
    });
  });
}

function remedyFor(engine: EngineName, device: DeviceName): string | undefined {
  if (engine === 'eager' && device === 'gpu') {
    return `${lyrebirdCommand()} install-native tensorflow (Linux, Windows; x64); needs an NVIDIA driver, CUDA 11, cuDNN 8`;
  }
  if (device === 'gpu') {
    return `${lyrebirdCommand()} install-native cuda (Linux, x64); needs an NVIDIA driver, CUDA 12, cuDNN 9`;
  }
  if (device !== 'webgpu')
    return 'install Lyrebird again, on this machine: its node_modules is incomplete or was made for another platform';
  if (process.platform !== 'linux') return 'needs a graphics driver with Direct3D 12 or Metal';
  const software = existsSync(SWIFTSHADER)
    ? `set VK_ICD_FILENAMES=${SWIFTSHADER}`
    : `install chromium (Debian), set VK_ICD_FILENAMES=${SWIFTSHADER}`;
  return `needs Vulkan (Debian: libvulkan1) and a graphics driver for it; without a GPU, slow and for checks only: ${software}`;
}

function installedVersions(): Record<string, string> {
  const paths = createRequire(import.meta.url).resolve.paths('x') ?? [];
  const versions: Record<string, string> = {};
  for (const name of PACKAGES) {
    const file = paths.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
    if (file === undefined) continue;
    versions[name] = (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
  }
  return versions;
}
