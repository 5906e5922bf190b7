import { startPractice } from '../simulator/practice.ts';
import type { Places } from './places.ts';
import type { Shutdown } from './shutdown.ts';

/** Nothing of the owner's own OpenClaw may leak into practice. */
export function practiceEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OPENCLAW_')));
}

/**
 * Starts the invented Messages and gateway.
 * @param silent strangers get nothing from the beginning.
 * @returns where they are, with the environment for them.
 */
export async function practicePlaces(
  shutdown: Shutdown,
  silent: boolean,
): Promise<Places & { readonly env: NodeJS.ProcessEnv }> {
  const practice = await startPractice({ silent });
  shutdown.add(() => practice.stop());
  return {
    messagesDb: practice.databasePath,
    contactsDir: practice.contactsDir,
    openclawConfig: practice.openclawConfigPath,
    gatewayUrl: practice.gatewayUrl,
    env: practiceEnvironment(process.env),
  };
}
