import type { Ruling, Via } from '#core/access/access.ts';

/** Let in by a list, as `via` says. */
export const letIn = (via: Via): Ruling => ({
  allowed: true,
  rule: 'listed',
  setting: 'channels.imessage.allowFrom',
  via,
});

export const keptOut: Ruling = {
  allowed: false,
  rule: 'not-listed',
  setting: 'channels.imessage.allowFrom',
  via: null,
};
