/** Now, ms since 1970 with fractions: the one clock that two processes, also of two runtimes, have in common. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
