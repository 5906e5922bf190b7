import { type FindingId, findingSentence } from '#core/silence/finding-catalogue.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { silenceKey } from '#core/surface/menu-model.ts';
import { sentence } from '#core/words/sentence.ts';
import { bad, type Check, good } from './check.ts';

/** As much of a status as these checks are about. */
export type Claims = Pick<StatusView, 'silence' | 'channel' | 'gateway'>;

/**
 * What status claims of a connected gateway, looked at (CLI-10): doctor finds nothing in order beside a status that can't tell.
 * Without a connection the gateway's own check has said so, and nothing is claimed.
 */
export function checkClaims(claims: Claims): readonly Check[] {
  return claims.gateway.state === 'connected' ? [checkChannel(claims), checkSilence(claims)] : [];
}

function checkChannel({ channel }: Claims): Check {
  const id = 'channel';
  const found =
    channel.heldBy === 'removal' ? sentence('side.channel-held') : sentence(`side.channel-${channel.state}`);
  if (channel.heldBy === 'removal') return bad(id, found, sentence('status.held'));
  switch (channel.state) {
    case 'on':
    case 'off':
    case 'starting':
    case 'stopping':
      return good(id, found, channel.detail);
    case 'none':
      return bad(id, found, sentence('problem.no-channel'));
    case 'not-loaded':
    case 'error':
    case 'unknown':
      return bad(id, found, channel.detail ?? sentence('doctor.channel-fix'));
  }
}

/** Under these what Peephole says of strangers is not the whole of it. */
const blinding: readonly FindingId[] = [
  'other-messages-db',
  'other-messages-mac',
  'messages-unknown',
  'pairing-store-unknown',
  'not-applied',
];

function checkSilence({ silence, channel, gateway }: Claims): Check {
  const id = 'silence';
  const found = sentence(silenceKey({ silence, gateway }));
  const grave = silence.findings.filter(({ severity }) => severity !== 'info');
  const [gravest] = grave.filter(({ id: of, severity }) => severity === 'red' || blinding.includes(of));
  if (gravest !== undefined) return bad(id, findingSentence(gravest.id), gravest.fixes[0] ?? found);
  if (silence.state === 'silent') return good(id, found, grave[0] ? findingSentence(grave[0].id) : null);
  if (silence.state === 'no-channel') return bad(id, found, sentence('problem.no-channel'));
  return bad(id, found, channel.detail ?? sentence('doctor.silence-fix'));
}
