import { app, type WebPreferences } from 'electron';

/** What every page of ours may do, which is next to nothing (MAC-6.3). @param preload path of the built preload. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    devTools: !app.isPackaged,
  };
}
