import { z } from 'zod';
import type { Explanation } from '#core/access/explain.ts';
import type { SettingChange } from '#core/access/setting-change.ts';
import { approvalLengths } from '#core/decision/approval-length.ts';
import { verdictSources, verdicts } from '#core/decision/decision.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import type { ReceiptItem, ReceiptMonth } from '#core/leak/receipt.ts';
import type { HistoryItem } from '#core/log/history.ts';
import type { ChannelView } from '#core/reconcile/channel-view.ts';
import type { WasYours } from '#core/sender/owner-addresses.ts';
import type { SilenceView } from '#core/silence/finding.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { maxDecidedAtOnce } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { settingsPatchSchema } from '#core/surface/settings.schema.ts';
import type { Settings } from '#core/surface/settings.ts';
import { shelves } from '#core/surface/shelf.ts';
import type { AnswerError } from './envelope.ts';
import type { ExposureView, InviteView, LeakItem, WrittenMessage } from './views.ts';

/**
 * The one contract between Peephole and every surface: command line, control socket, window, browser. Inputs are
 * parsed with these schemas wherever they cross a boundary; outputs are what the CLI prints after `"ok":true`
 * (CLI-3). Names are fixed; fields may be added.
 */

/** A number or address as a person writes it; what the gateway compares is read from it. */
const handle = z.string().min(1).max(320);
/** Answer when the gateway has confirmed it, at most this much later, ms; else at once. */
const waitMs = z.number().int().min(0).max(3_600_000).optional();
const nothing = z.strictObject({});

/** What `list` can be narrowed down to. */
export const listStates = [...shelves, 'all'] as const;

/** Marks an output type; outputs are made by us and not parsed again. */
function returns<T>(): { readonly input?: never; readonly output?: T } {
  return {};
}

export const commands = {
  /** What strangers get, whether everything works, and how many wait. */
  status: { input: nothing, ...returns<StatusView>() },
  /** Who wrote, newest first, in pages. */
  list: {
    input: z.strictObject({
      /** Only those of one shelf; default: everybody. */
      state: z.enum(listStates).optional(),
      /** A crowd takes one place: of those who wrote the same only the newest is in `senders` (RULE-4.8). */
      together: z.boolean().optional(),
      /** Only those of one crowd, whoever came first first: the `id` that `crowds` said. Refused with `stale-revision` when any of them is otherwise by now. */
      crowd: z.string().max(128).optional(),
      /** The `next` of the page before; default: the first page. */
      after: z.string().max(512).optional(),
      /** Senders of a page; default: 500. */
      limit: z.number().int().min(1).max(1_000).optional(),
    }),
    ...returns<{
      senders: readonly SenderView[];
      /** Who of them wrote the same. */
      crowds: readonly {
        /** Says exactly who is in it, each as they are painted. */
        id: string;
        /** What its members have in common. */
        textMark: string;
        /** How many there are, in this page or not. */
        count: number;
      }[];
      /** How many senders there are in all, page by page. */
      total: number;
      /** Where the next page begins; null: this was the last. */
      next: string | null;
      /** What they wrote, and their names in the owner's address book, are left out: the owner has not let programs read it. */
      textsWithheld: boolean;
    }>(),
  },
  /** What the owner decides about one sender (RULE-3.7). Answers once it is on disk, or with `waitMs` once it is confirmed. */
  verdict: {
    input: z.strictObject({
      verdict: z.enum(verdicts),
      handle,
      /** How long an approval holds; default: for good. */
      for: z.enum(approvalLengths).optional(),
      /** Decide about someone who has not written yet: approve or block, typed in full. */
      add: z.boolean().optional(),
      /** What was painted; another one is refused with `stale-revision`. */
      revision: z.string().max(64).optional(),
      waitMs,
      /** Where it was said. */
      source: z.enum(verdictSources),
    }),
    ...returns<{ decision: DecisionView }>(),
  },
  /**
   * Ignores or blocks those of a crowd who were painted, and nobody else (RULE-4.8): each is judged by themselves, and whoever
   * changed since, or is of the crowd no more, is left as they are. Answers once the others are on disk. A larger crowd takes several.
   */
  'crowd-verdict': {
    input: z.strictObject({
      verdict: z.enum(['ignore', 'block']),
      /** The text mark that they had in common. */
      crowd: z.string().min(1).max(64),
      /** Each with what was painted. */
      members: z
        .array(z.strictObject({ handle, revision: z.string().max(64) }))
        .min(1)
        .max(maxDecidedAtOnce),
      /** Where it was said. */
      source: z.enum(verdictSources),
    }),
    ...returns<{
      decisions: readonly DecisionView[];
      /** Who was left as they are, and why. */
      refused: readonly { readonly handle: string; readonly error: AnswerError }[];
    }>(),
  },
  /** Turns the iMessage channel of every account on or off (RULE-6.12). */
  channel: {
    input: z.strictObject({ on: z.boolean(), waitMs }),
    ...returns<{ channel: ChannelView }>(),
  },
  /** Tries again to write a removal that the gateway refused (UX-2.1: "Held: someone was removed, Retry…"). */
  'retry-removal': { input: nothing, ...returns<{ channel: ChannelView }>() },
  /**
   * Takes the gateway that is found now for the owner's, and may show it the shared secret once more: for an OpenClaw that
   * was moved or set up anew, or that no longer knows our device (RULE-6.17). Answers at once; `status` says how it went.
   */
  'connect-anew': {
    input: z.strictObject({
      /** The absolute path of the OpenClaw config that the owner chose, from now on; default: the one that is found. */
      config: z.string().min(1).max(4_096).optional(),
    }),
    ...returns<Record<string, never>>(),
  },
  /** What is found about the settings; "Make it silent", and taking it back (RULE-6.14, RULE-6.15). */
  silence: {
    input: z.strictObject({
      action: z.enum(['show', 'apply', 'undo']),
      /** Do not carry approvals of the pairing store over: all of them, or these handles. */
      dropPaired: z.union([z.boolean(), z.array(handle).max(10_000)]).optional(),
      waitMs,
    }),
    ...returns<{
      /** Something was written. */
      changed: boolean;
      /** What strangers get afterwards. */
      silence: SilenceView;
      /** The exact settings that `show` would change, or that were changed. */
      changes: readonly SettingChange[];
      /** Whom "Make it silent" carries over from the pairing store; null: the store could not be read. */
      carriedOver: readonly string[] | null;
      /** Entries of the pairing store that can't be carried over: they lose access. */
      notCarried: readonly string[];
      /** `undo` has something to take back. */
      canUndo: boolean;
    }>(),
  },
  /**
   * Peephole goes: takes its group and every reference to it out of OpenClaw's config (RULE-6.27), in one write. Answers when
   * the running gateway has applied it.
   */
  leave: {
    input: z.strictObject({
      /** Only says what would be written. */
      dryRun: z.boolean().optional(),
      /** Also restores what "Make it silent" changed. */
      restore: z.boolean().optional(),
      /** Who is approved without an end goes onto the owner's own list first. */
      keepApproved: z.boolean().optional(),
      waitMs,
    }),
    ...returns<{
      /** Something was written. */
      changed: boolean;
      changes: readonly SettingChange[];
      /** Members of our group who lose access. */
      losing: readonly string[];
      /** Settings that keep a reference which lets nobody in: empty, they would let anyone approve actions. */
      closed: readonly string[];
    }>(),
  },
  /** A dry run: what the gateway would do with a message of this handle (RULE-6.16). */
  explain: {
    input: z.strictObject({ handle }),
    ...returns<
      Explanation & {
        /** The address was the owner's once, and may be somebody else's today; null: it was not, or still is. */
        wasYours: WasYours | null;
      }
    >(),
  },
  /** A one-time code to give to someone in person (RULE-3.6). */
  invite: {
    input: z.strictObject({ hours: z.number().int().min(1).max(168).optional() }),
    ...returns<{ invite: InviteView }>(),
  },
  /** The codes that were asked for, newest first. */
  invites: { input: nothing, ...returns<{ items: readonly InviteView[] }>() },
  /** How many messages left this Mac to a sender, or to each of them, and the month in one line (RULE-8.4). */
  receipt: {
    input: z.strictObject({ handle: handle.optional() }),
    ...returns<{ items: readonly ReceiptItem[]; summary: ReceiptMonth | null }>(),
  },
  /** Who was ever sent a pairing code. */
  exposure: { input: nothing, ...returns<{ items: readonly ExposureView[] }>() },
  /** Alarms, open and cleared; `clear` takes one off the screen. */
  leaks: {
    input: z.strictObject({ clear: z.string().max(64).optional() }),
    ...returns<{ items: readonly LeakItem[] }>(),
  },
  /** What was decided and what happened, newest first. */
  history: {
    input: z.strictObject({
      limit: z.number().int().min(1).max(100_000).optional(),
      handle: handle.optional(),
    }),
    ...returns<{ items: readonly HistoryItem[] }>(),
  },
  /** What a sender wrote, read from Messages now, newest last. */
  messages: {
    input: z.strictObject({ handle, limit: z.number().int().min(1).max(200).optional() }),
    ...returns<{ items: readonly WrittenMessage[] }>(),
  },
  /** Whether the owner is looking at our window, and whether this Mac is awake: no banners, one summary afterwards. */
  attention: {
    input: z.strictObject({ windowFocused: z.boolean().optional(), awake: z.boolean().optional() }),
    ...returns<Record<string, never>>(),
  },
  /** What the owner has set. */
  settings: { input: nothing, ...returns<{ settings: Settings }>() },
  /** Changes some settings; the others stay. */
  'set-settings': { input: settingsPatchSchema, ...returns<{ settings: Settings }>() },
  /** Holds notifications for an hour, until tomorrow or until the owner resumes; `resume` ends it (UX-2.4). */
  'pause-notifications': {
    input: z.strictObject({ for: z.enum(['1h', 'tomorrow', 'until-resumed', 'resume']) }),
    ...returns<{ settings: Settings }>(),
  },
} as const satisfies Record<string, { input: z.ZodType; output?: unknown }>;

export type CommandName = keyof typeof commands;
export const commandNames = Object.keys(commands) as readonly CommandName[];
export type Input<C extends CommandName> = z.infer<(typeof commands)[C]['input']>;
export type Output<C extends CommandName> = NonNullable<(typeof commands)[C]['output']>;
