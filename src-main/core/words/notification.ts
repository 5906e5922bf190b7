import type { WordTable } from './table.ts';

/** Banners (UX-3.1). Titles are templates only: nothing a sender wrote is ever in one. */
export const notificationWords = {
  'banner.knock': { text: 'New sender on {service}', about: 'Title. {service} is iMessage, SMS or RCS.' },
  'banner.knock-hidden': {
    text: 'Open Peephole to see what they wrote.',
    about: 'Body when the owner set message text to hidden.',
  },
  'banner.invite': {
    text: 'Brings your invite code.',
    about: 'Before the message text: the sender wrote a code the owner had asked for.',
  },
  'banner.with-invite': {
    text: '{invite} {preview}',
    about: 'Body: that an invite code was brought, then what they wrote.',
  },
  'banner.summary': {
    text: { one: '{count} new sender', other: '{count} new senders' },
    about: 'Title when several came at once, after sleep, or when the hour’s banners are used up.',
  },
  'banner.summary-body': {
    text: 'They got nothing. Click to see who they are.',
    about: 'Body of a summary while the gateway is silent.',
  },
  'banner.summary-body-plain': { text: 'Click to see who they are.', about: 'Body of a summary otherwise.' },
  'banner.approve': { text: 'Approve', about: 'Button. Keep it short: macOS cuts it.' },
  'banner.ignore': { text: 'Ignore', about: 'Button. Keep it short: macOS cuts it.' },
  'banner.block': { text: 'Block', about: 'Button. Keep it short: macOS cuts it.' },
  'banner.approving': { text: 'Approving {handle}…', about: 'Title after Approve was pressed.' },
  'banner.approving-saved': {
    text: 'Saved. Takes effect when the current reply is finished.',
    about: 'Body: written in the gateway’s config, not in force yet.',
  },
  'banner.approved': { text: 'Approved {handle}', about: 'Title, only when the gateway has confirmed it.' },
  'banner.approved-body': {
    text: 'They will have to write again.',
    about: 'Body: what they wrote before is not answered later.',
  },
  'banner.ignored': { text: 'Ignored {handle}', about: 'Title after Ignore.' },
  'banner.blocking': { text: 'Blocking {handle}…', about: 'Title after Block, until confirmed.' },
  'banner.blocked': { text: 'Blocked {handle}', about: 'Title, only when confirmed.' },
  'banner.blocked-body': {
    text: 'Messages itself still receives what they write.',
    about: 'Body: OpenClaw’s lists are not Messages’ own block list.',
  },
  'banner.failed-approve': { text: 'Could not approve {handle}', about: 'Title when it failed.' },
  'banner.failed-ignore': { text: 'Could not ignore {handle}', about: 'Title when it failed.' },
  'banner.failed-block': { text: 'Could not block {handle}', about: 'Title when it failed.' },
  'banner.failed-body': {
    text: 'Nothing was lost. Open Peephole to see why.',
    about: 'Body when no reason is known.',
  },
  'banner.leak': {
    text: 'Something was sent to a stranger',
    about: 'Title: a message of OpenClaw’s left this Mac to someone who is not let in.',
  },
  'banner.leak-body': {
    text: 'Click to see what was sent and to stop the channel.',
    about: 'Body of a leak alarm.',
  },
  'banner.finding': { text: 'Strangers may be answered', about: 'Title of a new red finding.' },
} as const satisfies WordTable;
