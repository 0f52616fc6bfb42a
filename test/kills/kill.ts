import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rng } from '#src/rng.js';
import { finishCommand, runCommand, type CommandEnd, type Kill } from './command.js';
import { leftoversIn } from './folder.js';
import type { KillTarget } from './target.js';

export interface KillOptions {
  readonly kills: number;
  readonly rng: Rng;
  /** Folder for the runs. */
  readonly work: string;
  /** Called with a line for each kill, and for each problem. */
  readonly log: (line: string) => void;
}

/**
 * Kills a command at random moments of its run, lets it continue, kills half of the continued runs again, and compares
 * what it has written in the end with an uninterrupted run.
 * @returns the number of problems
 */
export async function killRepeatedly(target: KillTarget, { kills, rng, work, log }: KillOptions): Promise<number> {
  await target.prepare();
  const references: (CommandEnd & { readonly out: string })[] = [];
  for (let variant = 0; variant < target.variants; variant++) {
    const out = join(work, `${target.name}-whole-${variant}`);
    references.push({ out, ...(await finishCommand(target.arguments(out, variant, false), out)) });
  }
  let done = 0;
  let damaged = 0;
  let problems = 0;
  const report = (found: readonly string[], out: string): void => {
    problems += found.length;
    for (const problem of found.slice(0, 10)) log(`WRONG: ${out}: ${problem}`);
  };

  for (let run = 0; done < kills; run++) {
    if (run >= 10 * kills) throw new Error(`${target.name}: too fast to kill: ${done} kills in ${run} runs`);
    const variant = run % target.variants;
    const reference = references[variant]!;
    const out = join(work, `${target.name}-${run}`);
    let restart = false;
    for (;;) {
      const kill = drawKill(rng, reference);
      const args = target.arguments(out, variant, restart);
      const { exitCode, stderr } = await runCommand(args, out, done < kills ? kill : undefined);
      if (exitCode !== null) {
        if (exitCode !== 0) report([`ended with ${exitCode}: ${stderr.trim()}`], out);
        break;
      }
      restart = true;
      done++;
      const { problems: found, progress } = await target.checkKilled(out, reference.out);
      const damage = damaged < (target.damaged ?? 0) ? target.damage?.(out, rng) : undefined;
      if (damage !== undefined) damaged++;
      log(
        `${target.name} kill ${done} of ${kills}, ` +
          `${kill.afterSeconds.toFixed(2)} s from its ${kill.since}: ${progress}` +
          (damage === undefined ? '' : `; ${damage}`),
      );
      report(found, out);
      if (rng.uniform() < 0.5) {
        const end = await runCommand(target.arguments(out, variant, restart), out);
        if (end.exitCode !== 0) report([`continued, ended with ${end.exitCode}: ${end.stderr.trim()}`], out);
        break;
      }
    }
    const found = [...target.compare(out, reference.out), ...leftoversIn(out).map((path) => `${path} was left behind`)];
    report(found, out);
    if (found.length === 0) rmSync(out, { recursive: true, force: true });
  }
  return problems;
}

/** Three of four kills hit a command at its work, the others also while it loads its inputs. */
function drawKill(rng: Rng, { seconds, workSeconds }: CommandEnd): Kill {
  const since = rng.uniform() < 0.75 ? 'lock' : 'start';
  return { since, afterSeconds: rng.uniform() * (since === 'lock' ? workSeconds : seconds) };
}
