import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes, folders and one file, so that no core is left waiting for the last of them. */
const longest = ['gateway/', 'chaos/', 'contract/electron-main.test.ts', 'browser/'];

/** On a fresh clone vitest knows no durations yet: what is known to be long goes first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((part) => moduleId.includes(`/test/${part}`));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
