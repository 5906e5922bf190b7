import type { Words } from '#core/words/words.ts';
import type { AppState, StatusView } from './app-state.ts';

/** What the menu-bar icon says by its shape alone (UX-1.1). */
export const iconShapes = ['idle', 'waiting', 'off', 'unreachable', 'attention'] as const;
export type IconShape = (typeof iconShapes)[number];

export interface IconModel {
  readonly shape: IconShape;
  /** Beside the icon: `1` to `9`, or `9+`; empty for none, and when the owner wants no count. */
  readonly count: string;
  /** Tool tip and accessible name. */
  readonly tip: string;
}

/** Something only the owner can fix, or must know. */
export function needsAttention(status: StatusView): boolean {
  return (
    status.leaks.length > 0 ||
    status.channel.heldBy !== null ||
    status.channel.state === 'error' ||
    status.channel.state === 'not-loaded' ||
    status.silence.state === 'answering' ||
    status.silence.state === 'open' ||
    status.silence.findings.some((finding) => finding.severity === 'red') ||
    !['starting', 'reading'].includes(status.messages.state) ||
    status.ledger.state !== 'writing' ||
    ['unauthorized', 'incompatible', 'another', 'unidentified', 'not-local'].includes(status.gateway.state)
  );
}

function shapeOf(status: StatusView, waiting: number): IconShape {
  if (needsAttention(status)) return 'attention';
  if (status.gateway.state !== 'connected') return 'unreachable';
  if (status.channel.state === 'off') return 'off';
  return waiting > 0 ? 'waiting' : 'idle';
}

/**
 * The icon for a state.
 * @param state null before the first push.
 */
export function iconModel(state: AppState | null, words: Words): IconModel {
  if (state === null) {
    return {
      shape: 'unreachable',
      count: '',
      tip: words.say('icon.tip', { facts: words.say('icon.unknown') }),
    };
  }
  const { status, settings } = state;
  const waiting = status.counts.new;
  const shape = shapeOf(status, waiting);
  const facts = [words.say(`icon.${status.silence.state}`)];
  if (status.gateway.state !== 'connected') facts.push(words.say('icon.unreachable'));
  if (status.channel.state === 'off') facts.push(words.say('icon.off'));
  if (waiting > 0) facts.push(words.say('icon.waiting', { count: waiting }));
  if (shape === 'attention') facts.push(words.say('icon.attention'));
  return {
    shape,
    count: waiting === 0 || !settings.showCount ? '' : waiting > 9 ? '9+' : String(waiting),
    tip: words.say('icon.tip', { facts: facts.join(', ') }),
  };
}
