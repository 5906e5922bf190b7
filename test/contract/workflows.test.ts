import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Job, runnersOf, type Workflow, workflowFaults } from '../support/workflow-lint.ts';

/** The workflows can't run where this project is developed: what can be held of them is held here. */

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

// The parser of YAML that electron-builder reads its own files with; duplicate keys are errors to it.
const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const yaml = createRequire(ofBuilder.resolve('app-builder-lib'))('js-yaml') as {
  load(text: string): unknown;
};
const paths = globSync('.github/workflows/*.yml', { cwd: root }).toSorted();
const workflows = new Map(paths.map((path) => [path, yaml.load(read(path)) as Workflow]));

const project = { root, scripts: manifest.scripts };
const faults = (workflow: Workflow): readonly string[] => workflowFaults(workflow, project);

describe('the workflows', () => {
  test('are there', () => {
    const names = ['mac', 'release', 'weekly'].map((name) => `.github/workflows/${name}.yml`);
    expect(paths).toEqual(names);
  });

  test.each(paths)('%s is right, as far as can be said without running it', (path) => {
    const workflow = workflows.get(path);
    expect(workflow && faults(workflow)).toEqual([]);
    expect(read(path)).not.toContain('pull_request_target');
  });

  const mac = '.github/workflows/mac.yml';
  const release = '.github/workflows/release.yml';
  const weekly = '.github/workflows/weekly.yml';

  test.each<[string, string, string, string, string]>([
    ['a runner that is gone', mac, 'macos-26', 'macos-14', 'no runner macos-14'],
    ['what would begin every minute', weekly, '17 3 * * 1', '* * * * *', 'is not once a week'],
    [
      'a tag instead of a commit',
      mac,
      'checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8',
      'checkout@v5',
      'not pinned',
    ],
    [
      'a short commit',
      mac,
      'checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8',
      'checkout@08c6903',
      'not pinned',
    ],
    [
      'an action that nobody has looked at',
      mac,
      'actions/setup-node@',
      'someone/setup-node@',
      'nobody has looked at',
    ],
    [
      'an input that is misspelt',
      mac,
      'node-version-file:',
      'node-version-flie:',
      'has no node-version-flie',
    ],
    ['a file that is not there', mac, '.nvmrc', '.node-version', 'there is no .node-version'],
    ['a token left on disk', mac, 'persist-credentials: false', 'persist-credentials: true', 'token on disk'],
    ['a key that is misspelt', mac, 'timeout-minutes', 'timeout-minute', 'no timeout-minute'],
    ['a strategy that is misspelt', mac, 'fail-fast', 'fail-slow', 'no fail-slow'],
    [
      'rights for every job',
      mac,
      'permissions: {}',
      'permissions: { contents: write }',
      'granted to every job',
    ],
    ['a right that no step needs', mac, 'contents: read', 'contents: write', 'does not need contents: write'],
    ['a right that is missing', release, '      attestations: write\n', '', 'lacks attestations'],
    ['a right that there is not', release, 'id-token: write', 'id-tokens: write', 'no right id-tokens'],
    [
      'a job that is needed and not there',
      release,
      'needs: test',
      'needs: tests',
      'needs tests, which there is not',
    ],
    ['a job that waits for itself', release, 'needs: test', 'needs: release', 'waits for itself'],
    [
      'an event that hands out secrets',
      mac,
      'pull_request:',
      'pull_request_target:',
      'by pull_request_target',
    ],
    ['a filter that is misspelt', release, 'tags:', 'tag:', 'push has no tag'],
    ['a matrix that is not there', mac, 'matrix.os', 'matrix.system', 'matrix.system is not known'],
    ['a context that is misspelt', release, 'github.token', 'githubs.token', 'githubs.token is not known'],
    ['a property that is misspelt', mac, 'github.ref', 'github.reff', 'github.reff is not known'],
    [
      'a context where it is not',
      mac,
      'github.ref',
      'secrets.KEY',
      'secrets.KEY is not known in concurrency',
    ],
    ['an expression that is open', release, '{{ github.token }}', '{{ github.token }', 'open expression'],
    [
      'a command out of a branch’s name',
      mac,
      'run: npm test',
      `run: echo \${{ github.head_ref }}`,
      'into a command',
    ],
    ['a command that no shell reads', mac, 'run: npm test', `run: "npm test '"`, 'is no command'],
    [
      'a variable that nobody sets',
      release,
      '"$GITHUB_REPOSITORY"',
      '"$GITHUB_REPO"',
      'GITHUB_REPO is not set',
    ],
    ['a variable without quotes', release, '"$GITHUB_REPOSITORY"', '$GITHUB_REPOSITORY', 'is not quoted'],
    [
      'a script that is not there',
      mac,
      'node scripts/dist.ts',
      'node scripts/dis.ts',
      'there is no scripts/dis.ts',
    ],
    ['an npm script that is not there', mac, 'run: npm test', 'run: npm run tests', 'no script tests'],
    ['a tool that is not installed', mac, 'npx playwright', 'npx playwrong', 'playwrong is not installed'],
    ['gh without its token', release, 'GH_TOKEN:', 'GH_TOKENS:', 'no GH_TOKEN'],
    ['secrets for anybody who pushes', release, '    environment: release\n', '', 'without an environment'],
    ['secrets on pull requests', mac, "'true'", `\${{ secrets.KEY }}`, 'secrets on pull requests'],
  ])('%s would be found', (_name, path, from, to, word) => {
    const text = read(path);
    expect(text).toContain(from);
    expect(faults(yaml.load(text.replace(from, to)) as Workflow).join('\n')).toContain(word);
  });

  test('one action is one commit everywhere, with the version it is', () => {
    const used = paths.flatMap((path) => [
      ...read(path).matchAll(/uses: ([\w./-]+)@(\w+) # v\d+\.\d+\.\d+$/gm),
    ]);
    expect(used.length).toBe(paths.flatMap((path) => [...read(path).matchAll(/uses:/g)]).length);
    const commits = new Map<string, Set<string>>();
    for (const [, action = '', commit = ''] of used)
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    for (const [action, found] of commits) expect(found.size, action).toBe(1);
  });

  test('the app is signed on pull requests, checked, and run on systems that are still there', () => {
    const text = read('.github/workflows/mac.yml');
    expect(text).toContain("CSC_FOR_PULL_REQUEST: 'true'");
    expect(text).toContain('codesign --verify --deep --strict');
    expect(read(release)).toContain('codesign --verify --deep --strict');
    expect(runnersOf(workflows.get('.github/workflows/mac.yml')?.jobs.app as Job)).toEqual([
      'macos-15',
      'macos-26',
    ]);
  });

  test('what only Linux has is not asked for on a Mac', () => {
    const traced = globSync('test/**/*.test.ts', { cwd: root }).filter((path) =>
      /^\s*'strace',$/m.test(read(path)),
    );
    expect(traced).toEqual(['test/messages/no-trace.test.ts']);
    for (const path of traced) {
      const before = read(path).split(/^\s*'strace',$/m)[0] ?? '';
      const asked = [...before.matchAll(/^\s*(?:it|test)\b.*$/gm)].at(-1)?.[0];
      expect(asked, path).toContain("runIf(process.platform === 'linux')");
    }
  });

  test('secrets are in one step of the release, which tags begin and tests come before', () => {
    const release = workflows.get('.github/workflows/release.yml');
    expect(Object.keys(release?.on ?? {})).toEqual(['push']);
    expect(release?.on.push).toEqual({ tags: ['v[0-9]+.[0-9]+.[0-9]+'] });
    expect(release?.jobs.release?.needs).toBe('test');
    expect(release?.jobs.release?.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    });
    const withSecrets = [...workflows.values()].flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ steps }) =>
        steps.filter((step) => JSON.stringify(step).includes('secrets.')),
      ),
    );
    expect(withSecrets.map(({ run }) => run)).toEqual(['node scripts/dist.ts']);
    expect(read('.github/workflows/release.yml')).toContain('--draft');
  });
});
