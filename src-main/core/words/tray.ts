import type { WordTable } from './table.ts';

/** The menu-bar icon and its menu (UX-1.1, UX-2.1). */
export const trayWords = {
  'app.name': { text: 'Peephole', about: 'The name of the app. Not translated.' },
  'icon.tip': { text: 'Peephole — {facts}', about: 'Tool tip and accessible name of the menu-bar icon.' },
  'icon.silent': {
    text: 'strangers get nothing',
    about: 'In the tool tip: the gateway answers no stranger.',
  },
  'icon.answering': {
    text: 'strangers get a pairing code',
    about: 'In the tool tip: strangers are answered.',
  },
  'icon.open': { text: 'anyone can talk to your assistant', about: 'In the tool tip: everyone is let in.' },
  'icon.no-channel': {
    text: 'no iMessage in this OpenClaw',
    about: 'In the tool tip: OpenClaw has no iMessage channel.',
  },
  'icon.unknown': {
    text: 'can’t tell what strangers get',
    about: 'In the tool tip: the lists were not read.',
  },
  'icon.waiting': {
    text: { one: '{count} waiting', other: '{count} waiting' },
    about: 'In the tool tip: how many new people wait.',
  },
  'icon.off': { text: 'channel off', about: 'In the tool tip: the iMessage channel is off.' },
  'icon.unreachable': {
    text: 'gateway unreachable',
    about: 'In the tool tip: no connection to the gateway.',
  },
  'icon.attention': {
    text: 'needs your attention',
    about: 'In the tool tip: something must be looked at by the owner.',
  },

  'menu.silent': { text: 'Strangers get nothing', about: 'First line of the menu: all is well.' },
  'menu.answering': { text: 'Strangers get a pairing code', about: 'First line of the menu.' },
  'menu.open': { text: 'Anyone can talk to your assistant', about: 'First line of the menu.' },
  'menu.unknown-unreachable': {
    text: 'Can’t tell: gateway unreachable',
    about: 'First line of the menu: no connection.',
  },
  'menu.unknown-connecting': { text: 'Connecting to the gateway…', about: 'First line of the menu.' },
  'menu.unknown-unauthorized': {
    text: 'Can’t tell: the gateway refused Peephole',
    about: 'First line of the menu: wrong or missing authorisation.',
  },
  'menu.unknown-incompatible': {
    text: 'Can’t tell: this gateway version is not supported',
    about: 'First line of the menu.',
  },
  'menu.unknown-not-local': {
    text: 'Can’t tell: the gateway is not on this Mac',
    about: 'First line of the menu: only loopback is used.',
  },
  'menu.unknown-another': {
    text: 'Can’t tell: this is not the OpenClaw Peephole knows',
    about: 'First line of the menu: another gateway, or another program, answers.',
  },
  'menu.unknown-unidentified': {
    text: 'Can’t tell: it is not known whose gateway answers',
    about: 'First line of the menu.',
  },
  'menu.no-channel': {
    text: 'This OpenClaw has no iMessage',
    about: 'First line of the menu: no iMessage channel is set up.',
  },
  'menu.unknown': { text: 'Can’t tell what strangers get', about: 'First line of the menu: lists not read.' },
  'menu.make-silent': { text: 'Make It Silent…', about: 'Opens the sheet that makes the gateway silent.' },
  'menu.no-access': {
    text: 'Can’t read Messages: Give Access…',
    about: 'Full Disk Access is missing; opens the page that explains it.',
  },
  'menu.no-messages': {
    text: 'Can’t read Messages: See Why…',
    about: 'The Messages database is absent or broken; opens the explanation.',
  },
  'menu.ledger': {
    text: 'Can’t save decisions: See Why…',
    about: 'Our own disk is full or broken; opens the window, which says what to do.',
  },
  'menu.notifications-off': {
    text: 'Notifications Are Off: Turn On…',
    about: 'macOS does not show our banners; opens the page that explains it.',
  },
  'menu.held': {
    text: 'Held: someone was removed. Retry…',
    about: 'The channel stays stopped until a removal is written; tries again.',
  },
  'menu.held-start': {
    text: 'Start Channel Anyway…',
    about: 'Opens the window to start a held channel although the removed person is still on the list.',
  },
  'menu.leak': {
    text: {
      one: 'Something was sent to a stranger…',
      other: '{count} things were sent to strangers…',
    },
    about: 'A leak alarm is open; opens the window.',
  },
  'menu.channel-is-off': {
    text: 'Channel is off',
    about: 'A line near the top: nobody reaches the assistant.',
  },
  'menu.channel-not-loaded': {
    text: 'OpenClaw’s iMessage plugin is not loaded',
    about: 'Line of the menu: the channel is set up and can’t run.',
  },
  'menu.channel-error': {
    text: 'Channel has a problem',
    about: 'A line near the top: the channel should run but does not.',
  },
  'menu.review': {
    text: { one: 'Review {count} Waiting…', other: 'Review {count} Waiting…' },
    about: 'Opens the window on the new people who wait.',
  },
  'menu.review-earlier': {
    text: { one: 'Review {count} from Earlier…', other: 'Review {count} from Earlier…' },
    about: 'No new people wait, but some who were already seen do.',
  },
  'menu.none': { text: 'No one is waiting', about: 'Only said when Messages can be read.' },
  'menu.none-unknown': {
    text: 'Can’t tell who is waiting',
    about: 'Messages can’t be read, so nothing is claimed.',
  },
  'menu.sender-facts': {
    text: { one: 'first message {ago} · {count} message', other: 'first message {ago} · {count} messages' },
    about: 'Under a handle in the menu.',
  },
  'menu.sender-label': {
    text: '{handle}, {service}, first message {ago}',
    about: 'Accessible name of a waiting person’s row.',
  },
  'menu.approve-look': {
    text: 'Approve…',
    about: 'Opens the window, because there is a warning sign to look at first.',
  },
  'menu.cant-approve': {
    text: 'Can’t be approved',
    about: 'In place of Approve for a handle that OpenClaw can’t tell from others, such as a short code.',
  },
  'menu.details': { text: 'Details…', about: 'Opens the window on this sender.' },
  'menu.do': {
    text: '{verb} {handle}, {service}, first message {ago}',
    about: 'Accessible name of a verdict in a sender’s submenu.',
  },
  'menu.channel': { text: 'iMessage Channel', about: 'Checkbox: the assistant’s iMessage channel.' },
  'menu.channel-stopping': { text: 'Stopping iMessage Channel…', about: 'The switch is on its way to off.' },
  'menu.channel-starting': { text: 'Starting iMessage Channel…', about: 'The switch is on its way to on.' },
  'menu.channel-unknown': {
    text: 'Can’t tell: not connected to your OpenClaw',
    about: 'Under the channel checkbox when its state is not known.',
  },
  'menu.channel-on-hint': {
    text: 'Turning it on answers what approved people wrote in the last 2 hours',
    about: 'Under the channel checkbox while it is off: what turning it on does.',
  },
  'menu.channel-pairing-hint': {
    text: 'Strangers who wrote will get a code. Make it silent first.',
    about: 'Under the channel checkbox while it is off and the gateway answers strangers.',
  },
  'menu.channel-not-persisted': {
    text: 'Until the gateway restarts',
    about: 'Under the channel checkbox: the present state will not survive a gateway restart.',
  },
  'menu.pause': { text: 'Pause Notifications', about: 'Submenu: hold banners for a while.' },
  'menu.paused': { text: 'Notifications Paused', about: 'The same submenu while banners are held.' },
  'menu.paused-until': { text: 'Until {time}', about: 'Under “Notifications Paused”.' },
  'menu.paused-resume': { text: 'Until you resume', about: 'Under “Notifications Paused”.' },
  'menu.pause-hour': { text: 'For 1 Hour', about: 'How long banners are held.' },
  'menu.pause-tomorrow': { text: 'Until Tomorrow', about: 'How long banners are held.' },
  'menu.pause-until': { text: 'Until I Resume', about: 'How long banners are held.' },
  'menu.pause-end': { text: 'Resume Now', about: 'Banners are shown again.' },
  'menu.undo': { text: 'Undo {verb} {handle}', about: 'Takes the last verdict back.' },
  'menu.undo-look': {
    text: 'Undo {verb} {handle}…',
    about: 'Taking the last verdict back lets someone in again, so the window asks first.',
  },
  'menu.people': { text: 'People…', about: 'Opens the window on those who are let in.' },
  'menu.history': { text: 'History…', about: 'Opens the window on what happened.' },
  'menu.settings': { text: 'Settings…', about: 'Opens the window on the settings.' },
  'menu.quit': { text: 'Quit Peephole', about: 'Ends the app.' },
  'menu.quit-tip': {
    text: 'Strangers still get nothing. You won’t see new ones.',
    about: 'Tool tip of Quit while the gateway is silent.',
  },
  'menu.quit-tip-other': {
    text: 'You won’t see new senders while Peephole is closed.',
    about: 'Tool tip of Quit while the gateway is not known to be silent.',
  },

  'panel.people': {
    text: 'Waiting',
    about: 'Accessible name of those who wait, in the panel under the icon.',
  },
  'panel.hidden': {
    text: 'What they wrote is hidden here, as in notifications.',
    about: 'In place of a message in the panel, when the owner set previews to hidden.',
  },
  'panel.details': {
    text: 'Details of {handle}',
    about: 'Accessible name of the arrow on a card: opens the window.',
  },
  'panel.review': {
    text: { one: 'Review {count}…', other: 'Review All {count}…' },
    about: 'Button in the panel: opens the window on the new people who wait.',
  },
  'panel.review-earlier': {
    text: { one: 'Review {count} from Earlier…', other: 'Review {count} from Earlier…' },
    about: 'Button in the panel: no new people wait, but some who were already seen do.',
  },
  'panel.open': {
    text: 'Open Peephole…',
    about: 'Button in the panel while no one waits: opens the window.',
  },
  'panel.pause': { text: 'Pause', about: 'Button in the panel: hold notifications for a while.' },
  'panel.paused': { text: 'Paused', about: 'The same button while notifications are held.' },

  'doing.approve': { text: 'Approving…', about: 'A verdict that is on its way.' },
  'doing.ignore': { text: 'Ignoring…', about: 'A verdict that is on its way.' },
  'doing.block': { text: 'Blocking…', about: 'A verdict that is on its way.' },
  'doing.revoke': { text: 'Taking access away…', about: 'A verdict that is on its way.' },
  'doing.undo': { text: 'Undoing…', about: 'A verdict that is on its way.' },
  'doing.expire': { text: 'Time is over, taking access away…', about: 'An approval that is just ending.' },
  'doing.taken-away': { text: 'Taken away at the gateway…', about: 'An approval that ended at the gateway.' },
  'verb.approve': { text: 'Approve', about: 'Verb in “Undo Approve +1 …” and accessible names.' },
  'verb.ignore': { text: 'Ignore', about: 'Verb in “Undo Ignore +1 …” and accessible names.' },
  'verb.block': { text: 'Block', about: 'Verb in “Undo Block +1 …” and accessible names.' },
  'verb.revoke': { text: 'Take Access from', about: 'Verb in “Undo Take Access from +1 …”.' },
} as const satisfies WordTable;
