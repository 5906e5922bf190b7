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

/**
 * V8 keeps the source of what it runs, and at two bytes for each letter where a single one is beyond Latin-1: 4 MB of memory,
 * and time at every start. Comments go for the same reason; names stay, for the log.
 */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_options: unknown, bundle: Record<string, { type: string; code?: string }>): void {
    for (const one of Object.values(bundle)) {
      // Code units: a pair of them is a pair of escapes.
      if (one.code === undefined) continue;
      one.code = one.code.replace(
        /[^\0-\x7f]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};
const withoutComments = { mangle: false, compress: false, codegen: { removeWhitespace: true } } as const;

export default defineConfig({
  main: {
    plugins: [builtWords('main'), asciiOnly],
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
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          minify: withoutComments,
        },
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
