import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonLines } from './json-lines.ts';
import type { JsonObject } from './real-gateway.ts';

/** One message that the gateway was about to hand to its assistant. */
export interface Dispatched {
  readonly accountId: string;
  readonly senderId: string;
  readonly isGroup: boolean;
  readonly content: string;
}

/**
 * A plugin of OpenClaw's own kind that takes each message at the assistant's door (the hook `before_dispatch`) and writes
 * down that it came: whoever is asked about costs no run of the assistant. Commands pass.
 */
export interface Witness {
  /** To be merged into the gateway's config. */
  readonly plugins: JsonObject;
  seen(): readonly Dispatched[];
}

const program = (journal: string): string => `
import { appendFileSync } from 'node:fs';
export default {
  id: 'witness',
  name: 'Witness',
  description: 'Writes down who reached the assistant.',
  register(api) {
    api.on('before_dispatch', (event, context) => {
      const content = event.content ?? event.body ?? '';
      if (content.trim().startsWith('/')) return;
      const { accountId, senderId } = context;
      const line = { accountId, senderId: event.senderId ?? senderId, isGroup: event.isGroup === true, content };
      appendFileSync(${JSON.stringify(journal)}, JSON.stringify(line) + '\\n');
      return { handled: true };
    });
  },
};
`;

/** @param dir a folder that is removed after the test. */
export function createWitness(dir: string): Witness {
  const home = join(dir, 'witness');
  const journal = join(home, 'seen.jsonl');
  mkdirSync(home, { recursive: true });
  const about = {
    name: 'witness',
    version: '1.0.0',
    type: 'module',
    openclaw: { extensions: ['./index.js'] },
  };
  writeFileSync(join(home, 'package.json'), JSON.stringify(about));
  writeFileSync(
    join(home, 'openclaw.plugin.json'),
    JSON.stringify({
      id: 'witness',
      name: 'Witness',
      description: 'Writes down who reached the assistant.',
      activation: { onStartup: true },
      configSchema: { type: 'object', additionalProperties: false },
    }),
  );
  writeFileSync(join(home, 'index.js'), program(journal));
  const seen = new JsonLines<Dispatched>(journal);
  return {
    plugins: {
      load: { paths: [home] },
      entries: { witness: { enabled: true, hooks: { allowConversationAccess: true } } },
    },
    seen: () => seen.all(),
  };
}
