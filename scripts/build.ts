/** `npm run build`, and before every command of `npm run peephole`: builds when something has changed. */
import { readyBuild } from './ready-build.ts';

if (readyBuild() === null) process.exitCode = 1;
