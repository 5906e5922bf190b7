import type { Progress } from '#core/decision/decision.ts';
import type { DecisionError } from '#core/decision/decision-error.ts';
import type { Service } from '#core/message/message.ts';
import type { FindingId } from '#core/silence/finding-catalogue.ts';

/**
 * Something the owner is told of now, as pure data; words are made of it in one place for every surface. A notice with
 * the `id` of an earlier one replaces it. None of them is ever a verdict by being closed.
 */
export type Notice =
  /** One sender knocked. `revision` is what Approve on the banner sends along. */
  | {
      readonly kind: 'knock';
      readonly id: string;
      /** Who. */
      readonly handle: string;
      /** The handle grouped for reading. */
      readonly display: string;
      /** What they wrote by. */
      readonly service: Service;
      /** Of their card as it was when they knocked. */
      readonly revision: string;
      /** By the owner's privacy level: null is not shown. Sanitised, codes masked. */
      readonly preview: string | null;
      /** Clean and strictly approvable: Approve acts at once. Otherwise it opens the window on this sender. */
      readonly oneClick: boolean;
      /** Their message carried an invite code the owner had asked for. */
      readonly bringsInvite: boolean;
    }
  /** Several at once: after sleep, after a late sync, or when the hour's banners are used up. */
  | {
      readonly kind: 'summary';
      readonly id: string;
      readonly senders: number;
      /** Those of them with the best signs, handles grouped for reading, at most three; left out: nobody is named. */
      readonly named?: readonly string[];
      /** So many of them are one crowd, of which nobody is named; left out: there is none. */
      readonly crowd?: number;
    }
  /** How a verdict given on a banner goes on; replaces that banner. */
  | {
      readonly kind: 'progress';
      readonly id: string;
      /** The handle grouped for reading. */
      readonly display: string;
      /** What was decided on the banner. */
      readonly verdict: 'approve' | 'ignore' | 'block';
      /** How far it has come. */
      readonly progress: Progress;
      /** Why it waits or came to nothing; null: nothing to say. */
      readonly error: DecisionError | null;
    }
  | {
      readonly kind: 'leak';
      readonly id: string;
      readonly leakId: string;
      readonly display: string;
      /** False when the hour's sounds are used up; left out: with one. */
      readonly sound?: boolean;
    }
  /** A red finding that was not there before. */
  | { readonly kind: 'finding'; readonly id: string; readonly finding: FindingId; readonly sound?: boolean }
  /** The banner with this id is no longer true: take it away. */
  | { readonly kind: 'withdraw'; readonly id: string };
