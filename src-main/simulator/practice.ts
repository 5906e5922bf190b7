import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { friends } from './cast.ts';
import { type PracticeGateway, type PracticeOutgoing, startPracticeGateway } from './simulated-gateway.ts';
import { createPracticeMessages, type PracticeMessages } from './simulated-messages.ts';

export interface PracticeOptions {
  /** Kept on stop. Default: a temporary one, removed on stop. */
  readonly dir?: string;
  /** The same seed gives the same history and the same knocks. */
  readonly seed?: number;
  /** How much faster than life; 1 is life, tests use more. */
  readonly speed?: number;
  /** It begins with Make it silent done; default: as OpenClaw comes, which answers strangers with a pairing code. */
  readonly silent?: boolean;
}

/** Everything Peephole needs to run on invented data, and what tests need to look behind it. */
export interface Practice {
  readonly databasePath: string;
  readonly contactsDir: string;
  readonly openclawConfigPath: string;
  readonly gatewayUrl: string;
  readonly gateway: PracticeGateway;
  readonly messages: PracticeMessages;
  stop(): Promise<void>;
}

const issueThatStartedIt = 4995;

/** What a real gateway takes on an idle machine, ms (OC-5, OC-48). */
const realApplyMs = 1_800;
const realStartMs = 200;
const realRunMs = 900;

/**
 * Starts practice: an invented Messages in which strangers knock (the first after 3 s, then every 10 to 25 s), and a
 * practice gateway that reads it, answers strangers with a pairing code until it is made silent, talks with one friend on the
 * owner's own list, and lets in whom Peephole lets in.
 * Whatever would have been sent is written into the invented Messages, as on a Mac. Nothing leaves the machine.
 */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const { seed = issueThatStartedIt, speed = 1, silent = false } = options;
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'peephole-practice-'));
  const messages = createPracticeMessages({ dir, seed, speed, answersStrangers: !silent });
  const [friend] = friends;

  function writeDown({ to, text }: PracticeOutgoing): void {
    const isGroup = to.startsWith('chat');
    // Group answers have no direct chat to stand in, and nobody in practice writes to a group while it runs.
    if (!isGroup) messages.db.send({ to, text });
  }

  const gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    imessage: {
      dmPolicy: silent ? 'allowlist' : 'pairing',
      allowFrom: friend ? [friend.handle] : [],
      groupPolicy: 'allowlist',
      groupAllowFrom: [],
      dbPath: messages.databasePath,
    },
    behaviour: { applyMs: realApplyMs / speed, startMs: realStartMs / speed, runMs: realRunMs / speed },
    reply: () => 'Hello! I’m the assistant. (This is practice: nothing was sent.)',
    onSent: writeDown,
  }).catch((error: unknown) => {
    messages.close();
    throw error;
  });
  messages.startKnocking((handle) => gateway.judge(handle) === 'agent');

  return {
    databasePath: messages.databasePath,
    contactsDir: messages.contactsDir,
    openclawConfigPath: gateway.configPath,
    gatewayUrl: gateway.url,
    gateway,
    messages,
    async stop() {
      await gateway.stop();
      messages.close();
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
