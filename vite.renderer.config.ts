import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, 'src-renderer');

/** The catalogue's descriptions are for translators: nothing that is built carries them. */
function stripDescriptions(code: string): string {
  return code.replace(/\babout:\s*'(?:[^'\\]|\\.)*',?/g, '');
}

/** The words as a program carries them. */
export const builtWords = (program: 'main' | 'window'): Plugin => ({
  name: 'built-words',
  enforce: 'pre',
  transform(code, id) {
    if (!/core\/words\/[a-z-]+\.ts$/.test(id)) return null;
    // What only the command line, a start, a dialog of macOS or a refusal says, the window has no use for.
    const isUseless = program === 'window' && /words\/(?:cli-[a-z]+|log|mac|barred|start)\.ts$/.test(id);
    const text = isUseless ? code.replace(/= \{[\s\S]*\} as const/, '= {} as const') : code;
    return { code: stripDescriptions(text), map: null };
  },
});

/**
 * The window, as served over `app://` by Electron and over loopback HTTP by the browser surface. Every asset is a file of
 * its own: the content security policy allows neither inline code nor `data:` addresses (MAC-6.2).
 */
export default defineConfig({
  root,
  base: './',
  plugins: [builtWords('window'), react()],
  build: {
    assetsInlineLimit: 0,
    // Said because electron-vite would leave it out.
    minify: 'oxc',
    target: 'chrome120',
    modulePreload: { polyfill: false },
    rollupOptions: { input: resolve(root, 'index.html') },
  },
});
