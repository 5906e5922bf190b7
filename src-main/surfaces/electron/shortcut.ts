import { globalShortcut } from 'electron';
import type { Settings } from '#core/surface/settings.ts';

/** Electron's spelling of each choice; a Mac calls Alt "Option". */
const accelerators: Readonly<Record<Exclude<Settings['shortcut'], 'none'>, string>> = {
  'control-option-p': 'Control+Alt+P',
  'control-option-command-p': 'Control+Alt+Command+P',
};

/** The keys that open Peephole from anywhere. They open, and never decide anything. */
export class Shortcut {
  readonly #open: () => void;
  readonly #taken: () => void;
  #set: Settings['shortcut'] = 'none';

  /** @param taken another app has these keys, and macOS does not give them to us. */
  constructor(open: () => void, taken: () => void) {
    this.#open = open;
    this.#taken = taken;
  }

  follow(wanted: Settings['shortcut']): void {
    if (wanted === this.#set) return;
    this.end();
    this.#set = wanted;
    if (wanted !== 'none' && !globalShortcut.register(accelerators[wanted], this.#open)) this.#taken();
  }

  end(): void {
    if (this.#set !== 'none') globalShortcut.unregister(accelerators[this.#set]);
    this.#set = 'none';
  }
}
