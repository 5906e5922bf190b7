import { registerHooks } from 'node:module';
import * as electron from 'electron';

/*
 * A library that is not ours asks Node for `electron`, past the alias of vitest.config.ts: it gets the stand-in, too, and the same
 * one. Imported for that alone, before the library.
 */

const place = 'electron-stand-in:electron';
Object.assign(globalThis, { electronStandIn: electron });
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: place, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === place
      ? { format: 'commonjs', source: 'module.exports = globalThis.electronStandIn;', shortCircuit: true }
      : next(url, context),
});
