import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, 'src-renderer');

/** The catalogue's descriptions are for translators: nothing that is built carries them. */
function stripDescriptions(code: string): string {
  return code.replace(/\babout:\s*'(?:[^'\\]|\\.)*',?/g, '');
}

const quoted = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;
const entry = new RegExp(`\\{\\s*text:\\s*(${quoted}|\\{(?:${quoted}|[^{}'"])*\\})\\s*,?\\s*\\}`, 'g');

/** Without its description an entry is its text: the window carries that alone, 900 times. */
function textsOnly(id: string, code: string): string {
  const flat = id.endsWith('/words.ts')
    ? code.replace('const { text } = catalogue', 'const text = catalogue')
    : code.replace(entry, '$1');
  const isMissed = /(?:\{|^)\s*text:|\{ text \} = catalogue/m.test(flat);
  if (isMissed || (flat === code && id.endsWith('/words.ts')))
    throw new Error(`${id}: not all of it was read`);
  return flat;
}

/** The words as a program carries them. */
export const builtWords = (program: 'main' | 'window'): Plugin => ({
  name: 'built-words',
  enforce: 'pre',
  transform(code, id) {
    if (!/core\/words\/[a-z-]+\.ts$/.test(id)) return null;
    // What only the command line, a start, a dialog of macOS or a refusal says, the window has no use for.
    const isUseless =
      program === 'window' && /words\/(?:cli-[a-z]+|log|mac|barred|misfits|start)\.ts$/.test(id);
    const text = isUseless ? code.replace(/= \{[\s\S]*\} as const/, '= {} as const') : code;
    const stripped = stripDescriptions(text);
    return { code: program === 'window' ? textsOnly(id, stripped) : stripped, map: null };
  },
});

/** What the window uses of React, by module. */
const usedOfReact: Readonly<Record<string, readonly string[]>> = {
  react: [
    'createContext',
    'Fragment',
    'memo',
    'useCallback',
    'useContext',
    'useEffect',
    'useId',
    'useLayoutEffect',
    'useMemo',
    'useRef',
    'useState',
    'useSyncExternalStore',
  ],
  'react/jsx-runtime': ['Fragment', 'jsx', 'jsxs'],
};
const bound = '\0bound:';

/**
 * React's own functions, each under a name of one letter. React is CommonJS: a bundler writes `(0, react.jsx)(…)` at each of
 * 1,400 calls, which is 600 bytes of the window, compressed.
 */
const boundReact: Plugin = {
  name: 'bound-react',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id in usedOfReact && importer?.startsWith(root) ? `${bound}${id}` : undefined,
  load(id) {
    const module = id.startsWith(bound) ? id.slice(bound.length) : '';
    const names = usedOfReact[module];
    if (names === undefined) return;
    return `import * as all from '${module}';\nexport const { ${names.join(', ')} } = all;`;
  },
};

/**
 * The window, as served over `app://` by Electron and over loopback HTTP by the browser surface. Every asset is a file of
 * its own: the content security policy allows neither inline code nor `data:` addresses (MAC-6.2).
 */
export default defineConfig({
  root,
  base: './',
  plugins: [boundReact, builtWords('window'), react()],
  build: {
    assetsInlineLimit: 0,
    // Said because electron-vite would leave it out.
    minify: 'oxc',
    target: 'chrome120',
    modulePreload: { polyfill: false },
    rollupOptions: { input: resolve(root, 'index.html') },
  },
});
