import type { WordTable } from './table.ts';

/** Why something the owner asked for was not done, or not yet. */
export const refusalWords = {
  'refuse.blocked': {
    text: '{handle} is blocked. Undo the block first.',
    about: 'Answer to a verdict: approving or ignoring someone who is blocked.',
  },
  'refuse.collides': {
    text: 'OpenClaw cannot tell {handle} from a short code that also writes here, so approving one would let in both.',
    about: 'Answer to approving.',
  },
  'refuse.not-approvable': {
    text: '{handle} can’t be approved: only a full international number (+1 212 555 0101) or an e-mail address can.',
    about: 'Answer to approving.',
  },
  'refuse.let-in-already': {
    text: '{handle} is already let in by {setting}, without Peephole.',
    about: 'Answer to approving. {setting} is the name of a setting, or “the gateway”.',
  },
  'refuse.the-gateway': {
    text: 'the gateway',
    about: 'By what someone is let in, when no setting is known.',
  },
  'refuse.approved': {
    text: '{handle} is approved. Revoke or block instead.',
    about: 'Answer to ignoring someone who is let in.',
  },
  'refuse.let-in-elsewhere': {
    text: '{handle} was not approved here but is let in by {setting}. Take them off there, or block them.',
    about: 'Answer to taking access away.',
  },
  'refuse.not-approved': {
    text: '{handle} is not approved, so there is nothing to revoke.',
    about: 'Answer to taking access away.',
  },
  'refuse.owner': {
    text: '{handle} is your own address, so it can’t be blocked.',
    about: 'Answer to blocking.',
  },
  'refuse.nothing-to-undo': {
    text: 'There is no verdict on {handle} to undo.',
    about: 'Answer to undoing.',
  },

  'refuse.stale': {
    text: '{handle} has changed since it was shown. Look again, then decide.',
    about: 'Answer to a verdict on someone who was painted otherwise.',
  },
  'refuse.unknown': {
    text: '{handle} has not written here. Check the spelling.',
    about: 'Answer to a question about someone unknown.',
  },
  'refuse.unknown-add': {
    text: '{handle} has not written here. Check the spelling, or use --add to decide about someone who has not written yet.',
    about: 'Answer to a verdict on someone unknown.',
  },
  'refuse.add-verdict': {
    text: 'Only approve and block can be given with --add.',
    about: 'Answer to a verdict on someone who has not written.',
  },
  'refuse.add-address': {
    text: '{handle} is not a full international number (+1 212 555 0101) or an e-mail address.',
    about: 'Answer to a verdict on someone who has not written.',
  },
  'refuse.by-gateway': {
    text: 'The gateway refused the decision.',
    about: 'Answer to a verdict, no reason known.',
  },
  'refuse.no-alarm': {
    text: 'There is no open alarm {id}. See them with: peephole leaks',
    about: 'Answer to clearing an alarm.',
  },
  'refuse.channel-on': {
    text: 'OpenClaw does not answer, so the channel was not turned on. Start OpenClaw, then try again.',
    about: 'Answer to turning the channel on.',
  },
  'refuse.channel-off': {
    text: 'OpenClaw does not answer, so the channel may still be on. It is turned off as soon as OpenClaw answers; quitting OpenClaw stops it now.',
    about: 'Answer to turning the channel off.',
  },

  'late.not-confirmed': {
    text: '{what} Not confirmed after {seconds} s; it stays in force.',
    about: 'Answer when waiting took too long. {what} is a sentence about what is waited for.',
  },
  'late.stopped': {
    text: 'Peephole stopped before it was confirmed. It is kept, and goes on when Peephole runs again.',
    about: 'Answer to somebody who waits while Peephole quits.',
  },
  'late.channel-on': { text: 'The channel is not on yet.', about: 'What is waited for.' },
  'late.channel-off': { text: 'The channel is not off yet.', about: 'What is waited for.' },
  'late.decision': { text: 'The decision on {handle} is still queued.', about: 'What is waited for.' },
} as const satisfies WordTable;
