import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer, { builtWords } from './vite.renderer.config.ts';

const from = (...parts: readonly string[]): string => resolve(import.meta.dirname, ...parts);

/** Everything else goes into the bundle, so that the packaged app carries no `node_modules`. */
const external = [
  'electron',
  ...builtinModules.flatMap((name) => [name, `node:${name}`]),
  // Faster ways of `ws`, which does without them.
  'bufferutil',
  'utf-8-validate',
];

export default defineConfig({
  main: {
    plugins: [builtWords('main')],
    build: {
      externalizeDeps: false,
      target: 'node24',
      rollupOptions: {
        external,
        input: {
          cli: from('src-main/cli.ts'),
          electron: from('src-main/electron.ts'),
          // Found beside the file that starts it (src-main/messages/messages-source.ts).
          'messages-worker': from('src-main/messages/worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron'],
        input: { preload: from('src-main/surfaces/electron/preload.ts') },
        // A sandboxed preload is one CommonJS file (MAC-6.4).
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});
