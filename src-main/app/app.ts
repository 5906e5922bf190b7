import type { AppApi } from '#contract/contract.ts';
import { Gatekeeper } from '../gatekeeper/gatekeeper.ts';
import { storedReadMark } from '../gatekeeper/senders/read-up-to.ts';
import { installMemory } from '../gateway/known-install.ts';
import { openGateway } from '../gateway/open-gateway.ts';
import { withholdTexts } from '../ipc/withhold-texts.ts';
import { openLedger } from '../ledger/open-ledger.ts';
import { lockState } from '../ledger/state-lock.ts';
import { openSenderMemory } from '../memory/sender-memory.ts';
import { openMessages } from '../messages/messages-source.ts';
import { errorLine } from '../platform/error-line.ts';
import { systemClock } from '../platform/system-clock.ts';
import { version } from '../platform/version.ts';
import { whoListens } from '../platform/who-listens.ts';
import { startSocketServer } from '../surfaces/socket/socket-server.ts';
import { messagesPlace, type Places } from './places.ts';
import type { Shutdown } from './shutdown.ts';
import { prepareStateDir } from './state-dir.ts';

export interface AppOptions extends Places {
  /** From `holdStateDir`. */
  readonly stateDir: string;
  /** Everything is invented. */
  readonly practice: boolean;
  /** The environment OpenClaw's files are looked for with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Nothing of ours is left at the gateway (`peephole uninstall`). */
  readonly onLeft?: () => void;
  /** Whether programs may read what people wrote over the control socket: always, or once the owner has allowed it. */
  readonly texts: 'always' | 'as-allowed';
  /** One line for the log; never message text. */
  readonly log: (line: string) => void;
}

/** What runs under every surface, with or without Electron. */
export interface App {
  readonly api: AppApi;
  /** Path of the control socket. */
  readonly socket: string;
  /** Subscribes for what is on screen all day: the icon looks at nothing. */
  readonly follow: AppApi['subscribe'];
  /** Somebody looks from now on. @returns the end of it. */
  look(): () => void;
  /** The Mac woke up: reads Messages and connects now, instead of after the next wait. */
  wake(): void;
  /** Reads Messages now; resolves when that is done. */
  pollMessages(): Promise<void>;
}

/**
 * Makes the state directory and takes it for this process.
 * @returns its absolute path.
 * @throws PeepholeError `already-running`, `state-unusable`
 */
export function holdStateDir(dir: string, shutdown: Shutdown): string {
  const stateDir = prepareStateDir(dir);
  const lock = lockState(stateDir);
  shutdown.add(() => lock.release());
  return stateDir;
}

/**
 * Starts ledger, Messages, gateway, gatekeeper and control socket.
 * @param shutdown is told how to end each of them; after an error, run it.
 * @throws PeepholeError `state-unusable`, `ledger-corrupt`, `ledger-full`
 */
export async function startApp(options: AppOptions, shutdown: Shutdown): Promise<App> {
  const { stateDir } = options;
  const onError = (error: unknown) => options.log(errorLine(error));
  const ledger = openLedger(stateDir, systemClock);
  shutdown.add(() => ledger.close());
  const place = messagesPlace(options);
  const messages = openMessages({ ...place, readUpTo: storedReadMark(ledger) });
  const gateway = openGateway({
    stateDir,
    env: options.env,
    clock: systemClock,
    version,
    messagesDb: place.databasePath,
    ...(options.openclawConfig === undefined ? {} : { configPath: options.openclawConfig }),
    ...(options.openclawState === undefined ? {} : { openclawStateDir: options.openclawState }),
    whoListens,
    memory: installMemory(ledger, onError),
    ...(options.gatewayUrl === undefined ? {} : { url: options.gatewayUrl }),
  });
  const gatekeeper = new Gatekeeper({
    messages,
    gateway,
    ledger,
    memory: openSenderMemory(),
    clock: systemClock,
    version,
    practice: options.practice,
    ...(options.onLeft === undefined ? {} : { onLeft: options.onLeft }),
    onError,
  });
  shutdown.add(() => gatekeeper.stop());
  gatekeeper.start();
  const offered = options.texts === 'always' ? gatekeeper : withholdTexts(gatekeeper);
  const socket = await startSocketServer(offered, stateDir, onError);
  shutdown.add(() => socket.stop());
  return {
    api: gatekeeper,
    socket: socket.path,
    follow: (listener) => gatekeeper.follow(listener),
    look: () => gatekeeper.look(),
    wake() {
      gateway.reconnectNow();
      messages.poke().catch(onError);
    },
    pollMessages: () => messages.poke(),
  };
}
