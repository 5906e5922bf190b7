import { serviceLabel } from './service-label.ts';

/** What the LaunchAgent starts. */
export interface AgentOptions {
  /** The program and its words, each by itself. */
  readonly program: readonly [string, ...string[]];
  /** Gets what is written to stderr before a log is open: one line for each crash. */
  readonly errorFile: string;
  /** Set for the service: launchd gives it none of the shell's variables (MAC-7.4). No secret: the file can be read by tools. */
  readonly environment: Readonly<Record<string, string>>;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function text(value: string): string {
  return `<string>${value.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign)}</string>`;
}

function dict(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `<key>${key}</key>\n${value}`);
  return `<dict>\n${lines.join('\n')}\n</dict>`;
}

/**
 * The property list of the LaunchAgent that runs `peephole serve` (launchd.plist(5)). It comes again after a crash, and not
 * after it ended by itself or was asked to. Files it makes are its owner's alone.
 * @throws Error when a value holds a sign that no property list can: it would start something else, or nothing.
 */
export function agentPlist({ program, errorFile, environment }: AgentOptions): string {
  const values = [...program, errorFile, ...Object.entries(environment).flat()];
  if (values.some((value) => /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(value) || !value.isWellFormed()))
    throw new Error('A path or a variable holds a sign that a property list can’t.');
  const variables = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, text(value)]));
  const body = dict({
    Label: text(serviceLabel),
    ProgramArguments: `<array>\n${program.map(text).join('\n')}\n</array>`,
    RunAtLoad: '<true/>',
    KeepAlive: dict({ SuccessfulExit: '<false/>' }),
    // With a screen, and on a Mac that nobody sits at.
    LimitLoadToSessionType: `<array>\n${text('Aqua')}\n${text('Background')}\n</array>`,
    EnvironmentVariables: dict(variables),
    StandardOutPath: text('/dev/null'),
    StandardErrorPath: text(errorFile),
    // 077, which property lists have in decimal only.
    Umask: '<integer>63</integer>',
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${body}
</plist>
`;
}
