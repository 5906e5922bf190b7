import { PeepholeError } from '#core/errors.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import { sentence } from '#core/words/sentence.ts';
import { messagesPlace, type Places } from '../../app/places.ts';
import { connectPeephole } from '../../surfaces/socket/socket-client.ts';
import { call } from '../kit/ask.ts';
import { bad, type Check, good } from './check.ts';
import { checkClaims } from './claim-checks.ts';
import { checkGateway, checkGatewayOf, checkOpenclawConfig, openclawInUse } from './gateway-checks.ts';
import { checkContacts, checkMessages, checkMessagesOf } from './messages-checks.ts';
import { checkLedger, checkStateDir, checkVersions } from './own-checks.ts';

export interface DoctorOptions extends Places {
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onError: (error: unknown) => void;
}

interface Running {
  readonly check: Check;
  /** What the running Peephole says of itself; null: it is not running, or does not answer. */
  readonly status: StatusView | null;
}

/** Something is there, and does not answer. */
const silent: readonly WordKey[] = ['socket.no-answer', 'socket.dead'];

async function askRunning(stateDir: string): Promise<Running> {
  try {
    const client = await connectPeephole(stateDir);
    try {
      const status = await call(client, 'status', {});
      return { check: good('socket', sentence('doctor.running', { version: status.version })), status };
    } finally {
      client.close();
    }
  } catch (error) {
    if (!(error instanceof PeepholeError)) throw error;
    const check =
      error.code === 'not-running' && !silent.includes(error.sentence.key)
        ? good('socket', sentence('doctor.not-running'), sentence('doctor.not-running-fix'))
        : bad('socket', sentence('doctor.not-reached'), error.sentence);
    return { check, status: null };
  }
}

/**
 * Looks at everything Peephole stands on, with a running one or without. A check that can't be made is one that failed;
 * nothing is changed, and nothing is sent anywhere but to the owner's own gateway.
 */
export async function runDoctor(options: DoctorOptions): Promise<readonly Check[]> {
  const { stateDir } = options;
  const { check: socket, status } = await askRunning(stateDir);
  const place = messagesPlace(options);
  // A running Peephole speaks for itself: it may have permissions that this terminal has not.
  const [messages, gateway] = await Promise.all([
    status === null ? checkMessages(place) : checkMessagesOf(status),
    status === null ? checkGateway(options) : checkGatewayOf(status, stateDir),
  ]);
  return [
    checkVersions(),
    socket,
    checkStateDir(stateDir),
    status === null || status.ledger.detail === null
      ? checkLedger(stateDir)
      : bad('ledger', sentence('doctor.ledger-unreadable'), status.ledger.detail),
    messages,
    checkContacts(place.contactsDir),
    status?.gateway.state === 'connected' ? openclawInUse(status) : checkOpenclawConfig(options),
    ...gateway,
    ...(status === null ? [] : checkClaims(status)),
  ];
}
