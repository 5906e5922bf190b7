import { readFileSync, statSync } from 'node:fs';
import type { Launchctl } from '../../src-main/service/launchctl.ts';

/**
 * launchd, as launchctl shows it. Its traits, and where they are from (docs/macos.md, MAC-11.1 and MAC-11.2): a label that is
 * loaded, or still on its way out, makes `bootstrap` fail with 5 (tomcounsell/ai#2013); so does the domain of a screen where
 * nobody is logged in at one (psimaker/vaultsync#89); `bootout` of what is not there answers 3, `print` 113; a property list
 * that others may write to is refused (launchd.plist(5)).
 */
export class FakeLaunchd {
  /** Somebody is logged in at the screen. */
  hasScreen = true;
  refusesAll = false;
  /** How many looks something that was taken out is still there for. */
  slowlyGone = 0;
  readonly #services = new Map<
    string,
    { pid: number | null; lastExit: number | null; goingFor: number | null }
  >();

  get loaded(): readonly string[] {
    return [...this.#services.keys()];
  }

  /** Time passes. */
  settle(): void {
    for (const [target, one] of this.#services) {
      if (one.goingFor === null) continue;
      one.goingFor -= 1;
      if (one.goingFor <= 0) this.#services.delete(target);
    }
  }

  /** What runs ends. */
  end(code: number): void {
    for (const one of this.#services.values()) Object.assign(one, { pid: null, lastExit: code });
  }

  readonly launchctl: Launchctl = ([verb, first = '', file = '']) => {
    switch (verb) {
      case 'bootstrap':
        return this.#bootstrap(first, file);
      case 'bootout':
        return this.#bootout(first);
      case 'print':
        return this.#print(first);
      default:
        throw new Error(`launchctl ${verb}`);
    }
  };

  #bootstrap(domain: string, file: string) {
    const failed = { code: 5, text: 'Bootstrap failed: 5: Input/output error' };
    if (this.refusesAll || (domain.startsWith('gui/') && !this.hasScreen)) return failed;
    if ((statSync(file).mode & 0o022) !== 0) return { code: 122, text: 'Path had bad ownership/permissions' };
    const label = /<key>Label<\/key>\s*<string>([^<]+)</.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const target = `${domain}/${label}`;
    if (this.#services.has(target)) return failed;
    this.#services.set(target, { pid: 4711, lastExit: null, goingFor: null });
    return { code: 0, text: '' };
  }

  #bootout(target: string) {
    const one = this.#services.get(target);
    if (one === undefined) return { code: 3, text: 'Boot-out failed: 3: No such process' };
    if (this.slowlyGone > 0) one.goingFor = this.slowlyGone;
    else this.#services.delete(target);
    return { code: 0, text: '' };
  }

  #print(target: string) {
    const one = this.#services.get(target);
    if (one === undefined) return { code: 113, text: 'Could not find service' };
    const lines = [`${target} = {`, '\tstate = running'];
    if (one.pid !== null) lines.push(`\tpid = ${one.pid}`);
    lines.push(`\tlast exit code = ${one.lastExit ?? '(never exited)'}`, '}');
    return { code: 0, text: lines.join('\n') };
  }
}
