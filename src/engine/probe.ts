import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pickEngine, type EngineChoice } from './pick.js';
import type { OnnxBackend, ProbeAnswer } from './probe-answer.js';
import type { DeviceName, EngineName, EngineOptions } from './types.js';
import { lyrebirdCommand } from '../package.js';

/** Result of probing one engine on one device. */
export interface EngineProbe {
  readonly engine: EngineName;
  readonly device: DeviceName;
  /** Whether a small program ran there and gave the right result. */
  readonly available: boolean;
  /** The engine's description, or why it is not available. */
  readonly detail: string;
  /** How to make it available. */
  readonly remedy?: string;
}

/** The report on engines that `lyrebird doctor` prints. */
export interface EngineReport {
  readonly engines: readonly EngineProbe[];
  readonly picked: EngineChoice;
  /** Version by package name; packages that are not installed are left out. */
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
 * Runs a small program with every engine on every device. Each runs in its own process, because a graphics driver
 * can crash its process.
 * @param options the user's engine options; the report says which engine they select
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

/** Probes one engine on one device. */
async function probe(
  engine: EngineName,
  device: DeviceName,
  threads: number,
): Promise<{ fact: EngineProbe; onnxBackends?: readonly OnnxBackend[] }> {
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
    const errorOutput: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errorOutput.push(chunk));
    child.stdout?.resume();
    child.on('message', (answer) => resolve(answer as ProbeAnswer));
    child.on('error', (error) => resolve({ ok: false, reason: error.message }));
    child.on('close', (code, signal) => {
      const lastLine = Buffer.concat(errorOutput).toString().trim().split('\n').at(-1) ?? '';
      const ending = signal === null ? `exit code ${code}` : signal === 'SIGKILL' ? 'no answer within 60 s' : signal;
      resolve({ ok: false, reason: `the probe process ended (${ending})${lastLine === '' ? '' : `: ${lastLine}`}` });
    });
  });
}

function remedyFor(engine: EngineName, device: DeviceName): string | undefined {
  if (engine === 'eager' && device === 'gpu') {
    return (
      `${lyrebirdCommand()} install-native tensorflow downloads its library (Linux and Windows, x64); ` +
      'it needs an NVIDIA driver, CUDA 11 and cuDNN 8'
    );
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
  return (
    'needs Vulkan (Debian: libvulkan1) and a graphics driver for it; ' +
    `without a GPU, slow and only for checks: ${software}`
  );
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
