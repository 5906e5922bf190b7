import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { app } from 'electron';
import type { MacFacts } from '#contract/bridge.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import { loginItem } from './login-item.ts';

/** macOS's own tool has answered within this, ms. */
const patienceMs = 5_000;

/** What `codesign -dv` says of a signature, without anybody's name. */
export function signatureIn(text: string): MacFacts['signature'] {
  if (/^Signature=adhoc$/m.test(text)) return 'ad-hoc';
  if (/^Authority=Developer ID Application/m.test(text)) return 'developer-id';
  return /not signed at all/.test(text) ? 'none' : 'unknown';
}

function readSignature(bundle: string): Promise<MacFacts['signature']> {
  return new Promise((resolve) => {
    const args = ['-dv', '--verbose=2', bundle];
    // It says everything on stderr.
    execFile('/usr/bin/codesign', args, { timeout: patienceMs }, (_error, _stdout, stderr) =>
      resolve(signatureIn(stderr)),
    );
  });
}

function placeOf(path: string): MacFacts['place'] {
  // From a disk image macOS runs a hidden copy, which can't open at login.
  if (path.includes('/AppTranslocation/')) return 'translocated';
  return app.isInApplicationsFolder() ? 'applications' : 'elsewhere';
}

/** What helps somebody who is asked for help: nothing that names the owner, so no path. */
export async function macFacts(notifications: NotificationAccess): Promise<MacFacts> {
  const program = app.getPath('exe');
  return {
    macos: process.getSystemVersion(),
    processor: process.arch,
    signature: await readSignature(join(program, '..', '..', '..')),
    place: placeOf(program),
    notifications,
    loginItem: loginItem(),
  };
}
