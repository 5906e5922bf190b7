import { app, protocol, type Session, type WebContents } from 'electron';
import { appOrigin, appScheme, windowAddress } from './app-address.ts';
import { answerFile } from './app-files.ts';

/** What our own page may do that Chromium asks about, each with its reason; all else is refused. */
const permissions: ReadonlySet<string> = new Set([
  // Copies an invite code or the diagnostics, when the owner presses Copy.
  'clipboard-sanitized-write',
]);

/** Before the app is ready: every renderer in a sandbox, our scheme known, no question to the Keychain. */
export function lockDownEarly(): void {
  app.enableSandbox();
  // Chromium would make a "Safe Storage" item in the Keychain for cookies, which we do not have (MAC-5.1).
  app.commandLine.appendSwitch('disable-features', 'UseKeychainKeyProvider');
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  app.on('web-contents-created', (_event, contents) => lockDownPage(contents));
}

/**
 * Once the app is ready: our files and nothing else can be loaded, and nothing is granted.
 * @param session the one session of the app.
 * @param rendererDir the built window.
 */
export function lockDownSession(session: Session, rendererDir: string): void {
  session.protocol.handle(appScheme, (request) => answerFile(request, rendererDir));
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(permissions.has(permission) && requestingUrl.startsWith(windowAddress));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permissions.has(permission) && isOurOrigin(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOurs(url) }));
  // No dictionary is fetched from anywhere.
  session.setSpellCheckerEnabled(false);
}

/** No page of ours goes anywhere, opens anything, or has a web view in it. */
function lockDownPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Chromium writes origins with and without a slash at the end. */
function isOurOrigin(origin: string): boolean {
  return origin === appOrigin || origin === windowAddress;
}

/**
 * What may be requested at all: our own page, a file the owner exports (`blob:` of our page), and, where developer tools
 * are allowed, their own files.
 */
function isOurs(url: string): boolean {
  return (
    url.startsWith(windowAddress) ||
    url.startsWith(`blob:${windowAddress}`) ||
    (!app.isPackaged && url.startsWith('devtools://'))
  );
}
