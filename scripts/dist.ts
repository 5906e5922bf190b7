/**
 * `npm run dist`: the Mac app as dmg and zip, in dist/. With `--test-fuses` a folder only, with the one fuse on that lets
 * Playwright attach: never to be given to anyone.
 */
import { electronApp } from './electron-binary.ts';
import { readyBuild } from './ready-build.ts';
import { homepageOf } from './release-files.ts';
import { run } from './run.ts';

const testFlavour = process.argv.includes('--test-fuses');

/** By a Developer ID and notarised when all that needs is there; else ad hoc, as electron-builder.yml says. */
function signing(): readonly string[] {
  const needed = [
    'CSC_LINK',
    'CSC_KEY_PASSWORD',
    'PEEPHOLE_SIGNED_BY',
    'APPLE_ID',
    'APPLE_APP_SPECIFIC_PASSWORD',
    'APPLE_TEAM_ID',
  ];
  const missing = needed.filter((name) => !process.env[name]);
  if (missing.length === needed.length) return [];
  if (missing.length > 0) refuse(`For a Developer ID these are missing: ${missing.join(', ')}.`);
  return [`-c.mac.identity=${process.env.PEEPHOLE_SIGNED_BY}`, '-c.mac.notarize=true'];
}

/**
 * A copy that macOS lets replace itself knows where releases are: electron-builder writes app-update.yml into it, and
 * latest-mac.yml beside dmg and zip. Ad hoc it would be refused, so there is neither.
 */
function feed(signed: boolean): readonly string[] {
  const [owner, repository] = process.env.GITHUB_REPOSITORY?.split('/') ?? [];
  if (!signed || !owner || !repository) return [];
  return ['-c.publish.provider=github', `-c.publish.owner=${owner}`, `-c.publish.repo=${repository}`];
}

/** “Check for Updates…” opens the releases of the repository that the app was built in; built elsewhere it knows none. */
function homepage(): readonly string[] {
  const { GITHUB_REPOSITORY: repository } = process.env;
  return repository ? [`-c.extraMetadata.homepage=${homepageOf(repository)}`] : [];
}

function refuse(why: string): never {
  console.error(`${why} Nothing was built.`);
  process.exit(1);
}

if (process.platform !== 'darwin') {
  refuse(
    'The Mac app is built on a Mac: a dmg needs macOS’s own tools, and Electron’s Mac binary is not had here. ' +
      'The workflow .github/workflows/mac.yml builds it.',
  );
}
if (electronApp() === null) {
  refuse(
    'Electron’s Mac binary can’t be downloaded here. Why stands above. Allow the download, or name another place for it with ELECTRON_MIRROR.',
  );
}
if (readyBuild() === null) refuse('The app could not be built; see above.');
const signature = testFlavour ? [] : signing();
const flavour = testFlavour
  ? ['--dir', '-c.electronFuses.enableNodeCliInspectArguments=true', '-c.directories.output=dist-test']
  : ['--universal', ...signature, ...feed(signature.length > 0)];
if (!run('electron-builder', ['--mac', '--publish', 'never', ...homepage(), ...flavour])) process.exit(1);
