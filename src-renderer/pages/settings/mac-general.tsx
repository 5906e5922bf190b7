import { type ReactNode, useState } from 'react';
import type { Settings } from '#core/surface/settings.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Segmented, Switch } from '../../parts/controls.tsx';
import { Row } from './rows.tsx';

const shortcuts = ['none', 'control-option-p', 'control-option-command-p'] as const;

/** Where the command line lies in the app, for an owner who links it themselves. */
const programInApp = '/Applications/Peephole.app/Contents/Resources/peephole';

/** What only a Mac has: the Dock, and keys of the whole system. */
export function MacGeneral(): ReactNode {
  const { settings, changeSettings } = useApp();
  const words = useWords();
  return (
    <>
      <Switch
        label={<Say id="set.dock" />}
        hint={<Say id="set.dock-text" />}
        checked={settings.showInDock}
        onChange={(showInDock) => changeSettings({ showInDock })}
      />
      <Row label={<Say id="set.shortcut" />} hint={<Say id="set.shortcut-text" />}>
        <Segmented<Settings['shortcut']>
          label={words.say('set.shortcut')}
          value={settings.shortcut}
          onChange={(shortcut) => changeSettings({ shortcut })}
          options={shortcuts.map((value) => ({ value, label: <Say id={`set.shortcut-${value}`} /> }))}
        />
      </Row>
    </>
  );
}

/** Puts `peephole` into a folder of programs. */
export function CommandLine(): ReactNode {
  const { bridge, settings, changeSettings } = useApp();
  const { mac } = bridge;
  /** undefined: not asked for yet. */
  const [path, setPath] = useState<string | null | undefined>(undefined);
  if (mac === null) return null;
  const hint =
    path === undefined ? (
      <Say id="set.command-text" />
    ) : path === null ? (
      <Say id="set.command-not" with={{ path: <code data-foreign="">{programInApp}</code> }} />
    ) : (
      <Say id="set.command-at" with={{ path: <code data-foreign="">{path}</code> }} />
    );
  return (
    <>
      <Row label={<Say id="set.command" />} hint={hint}>
        <Button onPress={() => void mac.installCommand().then(setPath)}>
          <Say id="set.command-install" />
        </Button>
      </Row>
      <Switch
        label={<Say id="set.programs-read" />}
        hint={<Say id="set.programs-read-text" />}
        checked={settings.programsRead}
        onChange={(programsRead) => changeSettings({ programsRead })}
      />
    </>
  );
}
