import type { Ruling, Via } from '#core/access/access.ts';
import type { SenderState, TrackedDecision, Verdict } from '#core/decision/decision.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import { isUnsettled, type Standing } from '#core/decision/standing.ts';
import type { OutgoingCount } from '#core/leak/receipt.ts';
import { countryOf, displayHandle } from '#core/message/display.ts';
import type { HandleKind } from '#core/message/handle.ts';
import type { Service } from '#core/message/message.ts';
import type { WasYours } from '#core/sender/owner-addresses.ts';
import type { SenderRecord } from '#core/sender/sender-record.ts';
import { type FilterHint, filterHint, type SenderGroup } from '#core/sender/triage.ts';
import type { WarningId } from '#core/sender/warnings.ts';
import { offersOf } from './offers.ts';
import { type Shelf, shelfOf } from './shelf.ts';

/** A sender as every surface shows it; the JSON of `list` (docs/socket.md). */
export interface SenderView {
  /** The handle as the gateway compares it: one id is one sender, for good. */
  readonly id: string;
  /** The handle as it is written to the gateway, and as commands take it. */
  readonly handle: string;
  /** The handle grouped for reading; identity is `handle`. */
  readonly display: string;
  /** What the handle is. */
  readonly kind: HandleKind;
  /** Strictly an E.164 number or an e-mail address: OpenClaw has no way to let in anybody else. */
  readonly approvable: boolean;
  /** What they wrote by last. */
  readonly service: Service;
  /** Every service they wrote by. */
  readonly services: readonly Service[];
  /** What was decided, and what the gateway's own lists say. */
  readonly state: SenderState;
  /** What they are taken for, whatever was decided. */
  readonly group: SenderGroup;
  /** Where they are listed and counted. */
  readonly shelf: Shelf;
  /** Which verdicts to offer, the most welcoming first; others may be allowed, too. */
  readonly offers: readonly Verdict[];
  /** The owner has not seen them yet. */
  readonly new: boolean;
  /** By what they are let in, as last read from the gateway; null: not let in, or not known (see `accessKnown`). */
  readonly via: Via | null;
  /** False when the gateway's lists have not been read on this connection. */
  readonly accessKnown: boolean;
  /** A member of our group that this ledger has not put there; the owner must keep (approve) or drop (revoke) them. */
  readonly adopted: boolean;
  /** Direct messages they sent. */
  readonly knocks: number;
  /** ISO time of their first message. */
  readonly firstSeenAt: string;
  /** ISO time of their newest message. */
  readonly lastSeenAt: string;
  /** Their newest text in one line, sanitised, codes masked; null: no text, or not kept. */
  readonly preview: string | null;
  /**
   * Equal for people who wrote the same, and says nothing of what (RULE-4.8); good until Peephole stops. null: they wrote too
   * little to be compared, are none who wait undecided, were let in before, or bring an invite.
   */
  readonly textMark: string | null;
  /** What was painted, in one word: a verdict that carries an older one is refused with `stale-revision`. */
  readonly revision: string;
  /** Why to look closely before letting them in; empty: nothing unusual. */
  readonly warnings: readonly WarningId[];
  /** Their name in the owner's address book; null: not in it, or left out (`textsWithheld`). */
  readonly contact: string | null;
  /** ISO time at which their approval ends; null: not approved, or for good. */
  readonly until: string | null;
  /** ISO country code of a phone number, or null. */
  readonly country: string | null;
  /** The owner wrote to them while they had no access; null: not known yet. */
  readonly ownerWrote: boolean | null;
  /** Messages' own filter says unknown, junk or automated: a hint. */
  readonly filterHint: FilterHint;
  /** Messages that left this Mac to them since their first knock; null: withheld or not read yet. */
  readonly sent: number | null;
  /** Messages to them since then that were tried and have not left: failed, waiting or scheduled; null: as `sent`. */
  readonly tried: number | null;
  /** The address was the owner's once, and may be somebody else's today; null: it was not, or still is. */
  readonly wasYours: WasYours | null;
  /** Their message carried an invite code the owner had asked for. */
  readonly bringsInvite: boolean;
  /** Wrong invite codes they tried. */
  readonly codeGuesses: number;
  /** The approved handle or contact this one resembles but is not; null: none. */
  readonly resembles: string | null;
  /** The last decision on them that still explains how they stand; null: none. */
  readonly decision: DecisionView | null;
}

/** Everything a sender's card is made of. */
export interface SenderSources {
  readonly record: SenderRecord;
  readonly standing: Standing;
  /** What the gateway's lists say, or null when they were not read on this connection. */
  readonly ruling: Ruling | null;
  /** A member of our group at the gateway. */
  readonly isMember: boolean;
  readonly group: SenderView['group'];
  readonly warnings: readonly WarningId[];
  readonly contact: string | null;
  /** Sanitised and masked. */
  readonly preview: string | null;
  /** Asked only of those who may be one of a crowd; null: there is too little to be compared. */
  readonly textMark: () => string | null;
  /** They were approved once, however that ended. */
  readonly wasLetIn: boolean;
  /** null: not known yet. */
  readonly ownerWrote: boolean | null;
  /** What left this Mac to them since their first knock, and what was tried; null: withheld or not read yet. */
  readonly outgoing: Pick<OutgoingCount, 'sent' | 'tried'> | null;
  readonly wasYours: WasYours | null;
  readonly bringsInvite: boolean;
  readonly codeGuesses: number;
  /** The approved handle or contact this one could be taken for, or null. */
  readonly resembles: string | null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** FNV-1a, 64 bit: tells states apart, protects nothing. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

/** What was painted, in one word: covers handle, state, service and warnings, not the number of messages. */
export function revisionOf(painted: {
  readonly handle: string;
  readonly state: SenderState;
  readonly service: Service | null;
  readonly warnings: readonly string[];
}): string {
  return fingerprint(JSON.stringify([painted.handle, painted.state, painted.service, painted.warnings]));
}

/** A decision as every surface shows it. */
export function decisionView(decision: TrackedDecision): DecisionView {
  return {
    id: decision.id,
    handle: decision.handle,
    verdict: decision.verdict,
    until: decision.untilMs === null ? null : iso(decision.untilMs),
    progress: decision.progress,
    error: decision.error,
  };
}

/** Found in our group at the gateway without a decision of this ledger (RULE-6.2). */
function isAdopted(sources: SenderSources): boolean {
  return sources.isMember && sources.standing.decision === null;
}

/** Whoever is known, singled out by an invite or was let in is a person of their own, whatever they wrote (RULE-4.8). */
function isCrowdless({ bringsInvite, wasLetIn }: SenderSources, shelf: Shelf): boolean {
  return shelf !== 'waiting' || bringsInvite || wasLetIn;
}

function stateOf(sources: SenderSources): SenderView['state'] {
  const { standing, ruling } = sources;
  if (standing.state === 'blocked') return 'blocked';
  if (isAdopted(sources)) return 'approved';
  const letInWithoutUs = ruling?.allowed === true && ruling.via !== 'peephole';
  return letInWithoutUs ? 'approved' : standing.state;
}

/** An approval that ended is no decision to show any more: the sender simply waits again. */
function shownDecision(decision: TrackedDecision | null, state: SenderView['state']): DecisionView | null {
  if (decision === null) return null;
  const over = decision.verdict === 'taken-away' || decision.verdict === 'expire';
  if (over && decision.progress === 'confirmed') return null;
  // Let in by somebody else's list: whatever the owner said here earlier is not why.
  if (state === 'approved' && decision.verdict !== 'approve' && decision.verdict !== 'undo') {
    return decision.progress === 'confirmed' ? null : decisionView(decision);
  }
  return decisionView(decision);
}

/** One sender as every surface shows them. Pure. */
export function senderView(sources: SenderSources): SenderView {
  const { record, standing, ruling } = sources;
  const state = stateOf(sources);
  const { group } = sources;
  const via = ruling?.allowed ? ruling.via : null;
  const adopted = isAdopted(sources);
  const shelf = shelfOf({ state, group });
  const painted = { handle: record.handle, state, service: record.service, warnings: sources.warnings };
  return {
    id: record.key,
    handle: record.handle,
    display: displayHandle(record),
    kind: record.kind,
    approvable: record.approvable,
    service: record.service,
    services: record.services,
    state,
    group,
    shelf,
    offers: offersOf({
      state,
      approvable: record.approvable,
      adopted,
      isOurs: via === 'peephole' || via === null,
      isUnderWay: isUnsettled(standing.decision),
      canUndo: standing.before !== null,
    }),
    new: record.isNew,
    via,
    accessKnown: ruling !== null && ruling.allowed !== null,
    adopted,
    knocks: record.knocks,
    firstSeenAt: iso(record.firstSeenAtMs),
    lastSeenAt: iso(record.lastSeenAtMs),
    preview: sources.preview,
    textMark: isCrowdless(sources, shelf) ? null : sources.textMark(),
    revision: revisionOf(painted),
    warnings: sources.warnings,
    contact: sources.contact,
    until: state === 'approved' && standing.untilMs !== null ? iso(standing.untilMs) : null,
    country: countryOf(record),
    ownerWrote: sources.ownerWrote,
    filterHint: filterHint(record.filterBucket),
    sent: sources.outgoing?.sent ?? null,
    tried: sources.outgoing?.tried ?? null,
    wasYours: sources.wasYours,
    bringsInvite: sources.bringsInvite,
    codeGuesses: sources.codeGuesses,
    resembles: sources.resembles,
    decision: shownDecision(standing.decision, state),
  };
}
