/** What the rules of core/access.ts and core/explain.ts mean, as half a sentence. */
const rules: Readonly<Record<string, string>> = {
  'not-read': 'the gateway’s lists have not been read on this connection',
  'no-account': 'no iMessage account is set up',
  'channel-off': 'the channel is off',
  'policy-disabled': 'this kind of message is switched off',
  'policy-open': 'everyone is let in',
  listed: 'they are on the list',
  'not-listed': 'they are not on the list',
  paired: 'a pairing code let them in',
  'pairing-store-unknown': 'who was let in by a pairing code can’t be read',
  'answered-with-code': 'they are answered with a pairing code',
  'no-group-senders': 'nobody is let in there',
  'depends-on-chat': 'it depends on the chat: some are let in whole',
  'no-command-owner': 'no command owner is set, so whoever is let in may use commands like /status',
  'command-owner-unknown': 'who owns commands can’t be read',
  'command-owner': 'they own commands',
  'not-command-owner': 'somebody else owns commands',
};

export function ruleText(rule: string): string {
  return Object.hasOwn(rules, rule) ? (rules[rule] ?? rule) : rule;
}
