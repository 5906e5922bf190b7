import { readyBuild } from '../../scripts/ready-build.ts';

/** Before any test: what they start is the built program, as the owner starts it. */
export function setup(): void {
  if (readyBuild() === null) throw new Error('there is no program to test');
}
