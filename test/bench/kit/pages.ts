import type { Run } from './result.ts';
export function writePages(_runs: readonly Run[]): void {}
