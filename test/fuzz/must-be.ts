/** @throws Error when something is claimed of an input that is not so. */
export function mustBe(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
