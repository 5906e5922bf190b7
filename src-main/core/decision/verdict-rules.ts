import type { Ruling } from '#core/access/access.ts';
import { assertNever, PeepholeError } from '#core/errors.ts';
import type { Handle } from '#core/message/handle.ts';
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

function refuse(code: ConstructorParameters<typeof PeepholeError>[0], message: string): never {
  throw new PeepholeError(code, message);
}

/**
 * Checks whether the owner may give this verdict (RULE-3.7).
 * @throws PeepholeError not-approvable, is-approved, is-blocked, is-owner, not-approved, nothing-to-undo
 */
export function checkVerdict(verdict: Verdict, context: VerdictContext): void {
  const { handle, standing, ruling } = context;
  const name = handle.handle;
  switch (verdict) {
    case 'approve':
      if (standing.state === 'blocked') refuse('is-blocked', `${name} is blocked. Undo the block first.`);
      if (context.collides) {
        refuse(
          'not-approvable',
          `OpenClaw cannot tell ${name} from a short code that also writes here, so approving one would let in both.`,
        );
      }
      if (!handle.approvable) {
        refuse(
          'not-approvable',
          `${name} can't be approved: only a full international number (+1 212 555 0101) or an e-mail address can.`,
        );
      }
      if (letInWithoutUs(context)) {
        refuse(
          'is-approved',
          `${name} is already let in by ${ruling?.setting ?? 'the gateway'}, without Peephole.`,
        );
      }
      return;
    case 'ignore':
      if (standing.state === 'approved' || context.isMember || letInWithoutUs(context)) {
        refuse('is-approved', `${name} is approved. Revoke or block instead.`);
      }
      if (standing.state === 'blocked') refuse('is-blocked', `${name} is blocked. Undo the block first.`);
      return;
    case 'revoke':
      if (standing.state !== 'approved' && (!context.isMember || standing.state === 'blocked')) {
        refuse(
          'not-approved',
          letInWithoutUs(context)
            ? `${name} was not approved here but is let in by ${ruling?.setting ?? 'the gateway'}. Take them off there, or block them.`
            : `${name} is not approved, so there is nothing to revoke.`,
        );
      }
      return;
    case 'block':
      if (context.isOwner) refuse('is-owner', `${name} is your own address, so it can't be blocked.`);
      return;
    case 'undo':
      if (undoTarget(standing, context.nowMs) === null) {
        refuse('nothing-to-undo', `There is no verdict on ${name} to undo.`);
      }
      return;
    default:
      assertNever(verdict);
  }
}
