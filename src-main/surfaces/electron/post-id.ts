/**
 * The identifier of one post. Each has one of its own, because Electron hands a press to any object that has the
 * identifier of the banner (MAC-2.2). It outlives the process, so it says which banner it was, and what was painted.
 */
export interface PostId {
  /** Of the banner: `knock:KEY`. */
  readonly banner: string;
  /** Revision of the sender that was painted; empty: none was. */
  readonly revision: string;
}

/** @param stamp another one for every post, in this run and in every other. */
export function postId({ banner, revision }: PostId, stamp: string): string {
  return `${banner}#${revision}#${stamp}`;
}

/** @returns null: none that this version makes. */
export function readPostId(id: string): PostId | null {
  // A key may hold a `#`, revision and stamp do not.
  const [, banner, revision] = /^(.+)#([^#]*)#[^#]+$/s.exec(id) ?? [];
  return banner === undefined || revision === undefined ? null : { banner, revision };
}
