/** One line of the stand-in's journal: what the gateway's plugin did with `imsg`, oldest first. */
export type ImsgEntry =
  /** The plugin receives from now on. */
  | { readonly type: 'subscribed'; readonly atMs: number; readonly sinceRowId: number | null }
  /** A message row was handed to the plugin. */
  | { readonly type: 'handed'; readonly atMs: number; readonly rowId: number }
  /** The plugin asked for something that the other person can notice: a text, a typing bubble, a read receipt. */
  | {
      readonly type: 'outgoing';
      readonly atMs: number;
      readonly method: 'send' | 'typing' | 'read';
      /** The direct chat's handle or the group's chat identifier. */
      readonly to: string;
      readonly text: string | null;
      readonly params: Readonly<Record<string, unknown>>;
    };

export type Outgoing = Extract<ImsgEntry, { type: 'outgoing' }>;
