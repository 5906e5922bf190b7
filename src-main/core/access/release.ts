/** The newest release of OpenClaw that Peephole was checked against (OC-86). */
export const checkedUpTo = '2026.9.6';

/** Numbers of a version, most telling first; a part that is none is NaN. */
const parts = (version: string): readonly number[] => version.split(/[.+-]/, 3).map(Number);

/** Whether a release is newer than any that was checked; one that can't be read is not called newer. */
export function isUnchecked(version: string): boolean {
  const checked = parts(checkedUpTo);
  const theirs = parts(version);
  const differing = checked.findIndex((part, index) => part !== theirs[index]);
  return differing >= 0 && (theirs[differing] ?? Number.NaN) > (checked[differing] ?? 0);
}
