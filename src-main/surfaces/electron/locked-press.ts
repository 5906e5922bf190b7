import type { AppState } from '#core/surface/app-state.ts';
import { findSender } from '#core/surface/find-sender.ts';
import type { VerdictAction } from '#core/surface/menu-items.ts';
import { type Banner, type BannerButton, standingKnock } from '#core/surface/notification-model.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Words } from '#core/words/words.ts';

/**
 * Says that a button was pressed on the lock screen, with the buttons again while there is something to decide (UX-3.6).
 * @param senders null: nothing is known of anybody. @param target where a click on it leads.
 */
export function lockedPressBanner(
  action: VerdictAction,
  senders: AppState['senders'] | null,
  target: WindowTarget,
  words: Words,
): Banner {
  const { handle } = action;
  const sender = senders === null ? undefined : findSender(senders, handle);
  const button = (verdict: BannerButton['id']): BannerButton => ({
    id: verdict,
    label: words.say(`banner.${verdict}`),
    action: verdict === 'approve' ? action : { kind: 'verdict', verdict, handle },
  });
  return {
    id: `knock:${sender?.id ?? handle}`,
    title: words.say('mac.locked-press'),
    subtitle: sender?.display ?? handle,
    body: words.say('mac.locked-press-body'),
    silent: false,
    buttons: standingKnock(sender) === null ? [] : [button('approve'), button('ignore'), button('block')],
    click: { kind: 'show', target },
  };
}
