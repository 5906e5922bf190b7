import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, 'src-renderer');

/** The catalogue's descriptions are for translators: the window does not carry them. */
const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  enforce: 'pre',
  transform(code, id) {
    if (!/core\/words\/[a-z-]+\.ts$/.test(id)) return null;
    // What only the command line says, the window does not carry at all.
    if (/words\/cli-[a-z]+\.ts$/.test(id)) {
      return { code: code.replace(/= \{[\s\S]*\} as const/, '= {} as const'), map: null };
    }
    return { code: code.replace(/\babout:\s*'(?:[^'\\]|\\.)*',?/g, ''), map: null };
  },
};

/**
 * The window, as served over `app://` by Electron and over loopback HTTP by the browser surface. Every asset is a file of
 * its own: the content security policy allows neither inline code nor `data:` addresses (MAC-6.2).
 */
export default defineConfig({
  root,
  base: './',
  plugins: [withoutDescriptions, react()],
  build: {
    assetsInlineLimit: 0,
    // Said because electron-vite would leave it out.
    minify: 'oxc',
    target: 'chrome120',
    modulePreload: { polyfill: false },
    rollupOptions: { input: resolve(root, 'index.html') },
  },
});
