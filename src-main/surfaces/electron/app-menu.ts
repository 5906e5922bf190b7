import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import type { Words } from '#core/words/words.ts';

/**
 * The menu of the menu bar while the window is in front. Without it Cmd+C, Cmd+V, Cmd+A and Cmd+W do nothing, although an
 * app without a Dock tile hardly shows it.
 */
export function appMenuTemplate(
  words: Words,
  onAction: (action: SurfaceAction) => void,
): MenuItemConstructorOptions[] {
  return [
    {
      label: words.say('app.name'),
      submenu: [
        { role: 'about' },
        {
          label: words.say('menu.updates'),
          click: () => onAction({ kind: 'open', link: 'releases' }),
        },
        { type: 'separator' },
        {
          label: words.say('menu.settings'),
          accelerator: 'CmdOrCtrl+,',
          click: () => onAction({ kind: 'show', target: { page: 'settings' } }),
        },
        { type: 'separator' },
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
        { type: 'separator' },
        {
          label: words.say('menu.quit'),
          accelerator: 'CmdOrCtrl+Q',
          click: () => onAction({ kind: 'quit' }),
        },
      ],
    },
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        ...(app.isPackaged ? [] : ([{ role: 'toggleDevTools' }] as const)),
      ],
    },
    { role: 'windowMenu' },
  ];
}

export function setAppMenu(words: Words, onAction: (action: SurfaceAction) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenuTemplate(words, onAction)));
}
