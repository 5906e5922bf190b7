import type { Ruling } from '#core/access/access.ts';
import { assertNever, type ErrorCode, PeepholeError } from '#core/errors.ts';
import type { Handle } from '#core/message/handle.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Verdict } from './decision.ts';
import { type Standing, undoTarget } from './standing.ts';

/** Everything a verdict is judged by. */
export interface VerdictContext {
  readonly handle: Handle;
  readonly standing: Standing;
  /** What the gateway's lists say of them, or null when they were not read on this connection. */
  readonly ruling: Ruling | null;
  /** A member of our group at the gateway, whoever put them there. */
  readonly isMember: boolean;
  /** One of the owner's own addresses. */
  readonly isOwner: boolean;
  /** A handle that can't be approved is the same person to the gateway (RULE-5.3). */
  readonly collides: boolean;
  readonly nowMs: number;
}

function letInWithoutUs(context: VerdictContext): boolean {
  return context.ruling?.allowed === true && context.ruling.via !== 'peephole';
}

function refuse(code: ErrorCode, why: Sentence): never {
  throw new PeepholeError(code, why);
}

/**
 * Checks whether the owner may give this verdict (RULE-3.7).
 * @throws PeepholeError not-approvable, is-approved, is-blocked, is-owner, not-approved, nothing-to-undo
 */
export function checkVerdict(verdict: Verdict, context: VerdictContext): void {
  const { handle, standing, ruling } = context;
  const name = { handle: handle.handle };
  const setting = ruling?.setting ?? sentence('refuse.the-gateway');
  switch (verdict) {
    case 'approve':
      if (standing.state === 'blocked') refuse('is-blocked', sentence('refuse.blocked', name));
      if (context.collides) {
        refuse('not-approvable', sentence('refuse.collides', name));
      }
      if (!handle.approvable) {
        refuse('not-approvable', sentence('refuse.not-approvable', name));
      }
      if (letInWithoutUs(context)) {
        refuse('is-approved', sentence('refuse.let-in-already', { ...name, setting }));
      }
      return;
    case 'ignore':
      if (standing.state === 'approved' || context.isMember || letInWithoutUs(context)) {
        refuse('is-approved', sentence('refuse.approved', name));
      }
      if (standing.state === 'blocked') refuse('is-blocked', sentence('refuse.blocked', name));
      return;
    case 'revoke':
      if (standing.state !== 'approved' && (!context.isMember || standing.state === 'blocked')) {
        refuse(
          'not-approved',
          letInWithoutUs(context)
            ? sentence('refuse.let-in-elsewhere', { ...name, setting })
            : sentence('refuse.not-approved', name),
        );
      }
      return;
    case 'block':
      if (context.isOwner) refuse('is-owner', sentence('refuse.owner', name));
      return;
    case 'undo':
      if (undoTarget(standing, context.nowMs) === null) {
        refuse('nothing-to-undo', sentence('refuse.nothing-to-undo', name));
      }
      return;
    default:
      assertNever(verdict);
  }
}
