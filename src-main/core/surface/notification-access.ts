/**
 * What is known of whether macOS shows our banners. It can't be asked, only seen (MAC-2.6): `shown` is the last word that
 * was heard, and banners that were switched off since are not told of.
 * - `not-asked`: never touched, so macOS has not asked the owner.
 * - `untried`: no banner was posted yet in this run.
 * - `asking`: the owner may be looking at macOS's question.
 * - `refused`: the last one was refused.
 */
export type NotificationAccess = 'not-asked' | 'untried' | 'asking' | 'shown' | 'refused';
