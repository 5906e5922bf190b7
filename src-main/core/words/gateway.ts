import type { WordTable } from './table.ts';

/** The connection to the gateway, and OpenClaw’s config file: what is wrong and what to do. */
export const gatewayWords = {
  'gateway.looking': {
    text: 'Looking for OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.connecting': {
    text: 'Connecting to OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.not-connected': {
    text: 'OpenClaw is not connected.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.late': {
    text: 'OpenClaw did not answer in time.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.contradicts': {
    text: 'OpenClaw tells of another config than a moment ago, and of no change. Peephole looks again for some seconds before it believes it.',
    about:
      'Why it is not known who is let in: the lists that were read contradict everything that was said before.',
  },
  'gateway.lost': {
    text: 'The connection to OpenClaw was lost.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.lost-reconnecting': {
    text: 'The connection to OpenClaw was lost; reconnecting.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.no-address': {
    text: 'The gateway is at an address Peephole can’t read: Peephole works only with an OpenClaw on this Mac.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.elsewhere': {
    text: 'The gateway is on another machine ({url}): Peephole works only with an OpenClaw on this Mac.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.remote-mode': {
    text: 'OpenClaw’s config says that the gateway is on another machine (gateway.mode is remote, {url}). Peephole works only with an OpenClaw on this Mac: nothing is read from that one or written to it.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.another-listener': {
    text: 'Another program than your OpenClaw listens at {url}; nothing was sent to it. Quit that program, then start OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.no-lock': {
    text: 'Something listens at {url}, but OpenClaw’s own lock file does not name it: it may be another program, and nothing was sent to it. Start OpenClaw; if it is what listens there, run “peephole connect”.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.another-config': {
    text: 'Another OpenClaw answers here: it uses {theirs}, not {ours}. Nothing is read from it or written to it. If it is the one you mean, name its config with --openclaw-config or OPENCLAW_CONFIG_PATH; else start your own.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.another-state': {
    text: 'Another OpenClaw answers here: it keeps its state in {theirs}, not {ours}. Nothing is read from it or written to it. If it is the one you mean, name that folder with --openclaw-state or OPENCLAW_STATE_DIR; else start your own.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.another-install': {
    text: 'Peephole’s decisions are about the OpenClaw of {known}; this one is that of {found}. Nothing is read from it or written to it. If it is your gateway from now on, run “peephole connect”.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.says-no-paths': {
    text: 'OpenClaw {version} does not say which config it uses, so that it can’t be told whose it is: update OpenClaw with “openclaw update --channel stable”.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.key-lost': {
    text: 'Peephole’s own key for OpenClaw is gone. Run “peephole connect” to show OpenClaw the shared secret once more.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.listener-unknown': {
    text: 'This system does not tell which program listens on OpenClaw’s port, so that it was told by its config alone.',
    about: 'A note beside a connection that works.',
  },
  'gateway.unchecked-release': {
    text: 'OpenClaw {version} is newer than any that Peephole was checked with (up to {checked}).',
    about: 'A note beside a connection that works.',
  },
  'gateway.unknown-hello-of': {
    text: 'OpenClaw {version} introduces itself in a form Peephole does not know: update OpenClaw with “openclaw update --channel stable”, or Peephole.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.not-understood': {
    text: 'OpenClaw did not understand how Peephole connects ({reason}): it is a release that Peephole does not know. Update OpenClaw with “openclaw update --channel stable”, or Peephole.',
    about: 'State of the connection to the gateway. {reason} is what OpenClaw said.',
  },
  'gateway.trusted-proxy': {
    text: 'OpenClaw lets in only who comes through its trusted proxy (gateway.auth.mode is trusted-proxy): set gateway.auth.password as well, so that Peephole can connect on this Mac.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.too-few-rights': {
    text: 'OpenClaw gives Peephole too few rights: remove it with “openclaw devices remove”, then restart Peephole.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.no-answer-yet': {
    text: 'OpenClaw is connected but does not answer yet; Peephole tries again.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.is-starting': {
    text: 'OpenClaw is starting; Peephole connects as soon as it is ready.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.is-restarting': {
    text: 'OpenClaw is restarting; Peephole connects as soon as it is back.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.newer-protocol': {
    text: 'OpenClaw speaks protocol {protocol}, newer than Peephole knows: update Peephole.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.older-protocol': {
    text: 'OpenClaw speaks protocol {protocol}, older than Peephole needs: update OpenClaw with “openclaw update --channel stable”.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.other-protocol': {
    text: 'OpenClaw speaks another protocol than Peephole: update OpenClaw with “openclaw update --channel stable”, or Peephole.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.unknown-hello': {
    text: 'OpenClaw introduces itself in a form Peephole does not know: update Peephole.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.lacks-method': {
    text: 'OpenClaw {version} does not offer what Peephole needs ({method}): update OpenClaw with “openclaw update --channel stable”.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.unknown-answer': {
    text: 'OpenClaw answered {method} in a form Peephole does not know ({where}).',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.unknown-answer-update': {
    text: '{what} Update OpenClaw or Peephole.',
    about: '{what} is the sentence about an answer that is not known.',
  },
  'gateway.wants-approval': {
    text: 'OpenClaw wants your approval before Peephole may connect: run “openclaw devices approve” in Terminal.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.wants-approval-of': {
    text: 'OpenClaw wants your approval before Peephole may connect: run “openclaw devices approve {request}” in Terminal.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.too-many-sign-ins': {
    text: 'OpenClaw saw too many failed sign-ins and waits a while; Peephole tries again.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.old-proof': {
    text: 'OpenClaw takes Peephole’s proof for an old one: restart OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.key-refused': {
    text: 'OpenClaw does not accept Peephole’s own key. If you removed Peephole from its devices, run “peephole connect” to show OpenClaw the shared secret once more.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.secret-refused': {
    text: 'OpenClaw does not accept the token or password that its config names: restart OpenClaw, or set OPENCLAW_GATEWAY_TOKEN for Peephole’s first start.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.wants-secret': {
    text: 'OpenClaw asks for a token or password that Peephole does not have.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.secret-unset': {
    text: 'OpenClaw’s {setting} refers to a variable that is not set here. Start Peephole once with OPENCLAW_GATEWAY_TOKEN set to it; afterwards Peephole has a key of its own.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.secret-stored': {
    text: 'OpenClaw’s {setting} is kept in a secret store that only OpenClaw can read. Start Peephole once with OPENCLAW_GATEWAY_TOKEN set to it; afterwards Peephole has a key of its own.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.no-such-config': {
    text: 'There is no file {path}. Choose OpenClaw’s config, most often openclaw.json.',
    about: 'The owner named a config file of OpenClaw that is not there.',
  },
  'gateway.no-secret': {
    text: 'OpenClaw’s config names no gateway token or password: run openclaw doctor to set one.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.another-program': {
    text: 'Another program, not OpenClaw, answers at {url}: check gateway.port in OpenClaw’s config.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.refused-connection': {
    text: 'OpenClaw refused the connection ({reason}): restart OpenClaw.',
    about:
      'State of the connection to the gateway: what is wrong and what to do. {reason} is what OpenClaw said.',
  },
  'gateway.does-not-answer': {
    text: 'Something at {url} takes connections but does not answer as OpenClaw does: restart OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.not-set-up': {
    text: 'OpenClaw is not set up here (no config file was found): install and start it, or name its config with --openclaw-config.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.not-running': {
    text: 'OpenClaw is not running (nothing listens at {url}): start OpenClaw.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.refused': {
    text: 'OpenClaw refused: {reason}',
    about: '{reason} is what OpenClaw said.',
  },
  'gateway.no-reason': {
    text: 'no reason given',
    about: 'In place of what OpenClaw said, when it said nothing.',
  },
  'gateway.not-stopped': {
    text: 'OpenClaw did not stop the channel.',
    about: 'Answer to switching the channel off.',
  },
  'gateway.config-invalid-now': {
    text: 'OpenClaw’s config file is not valid at the moment: run openclaw doctor.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.too-many-accounts': {
    text: 'OpenClaw’s config has more iMessage accounts or access groups than Peephole can watch.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },
  'gateway.config-invalid-because': {
    text: 'OpenClaw’s config file is not valid at the moment ({reason}): correct it, or run openclaw doctor.',
    about: 'State of the connection to the gateway. {reason} is the setting and what OpenClaw says of it.',
  },
  'channel.failed': {
    text: 'OpenClaw says of the account {account}: “{reason}”.',
    about: 'Why the channel does not run. {reason} is what OpenClaw said.',
  },
  'channel.imsg-missing': {
    text: 'OpenClaw can’t start imsg for the account {account}. Install it, or set cliPath to where it is. OpenClaw says: “{reason}”.',
    about:
      'Why the channel does not run. imsg is a program, cliPath a setting. {reason} is what OpenClaw said.',
  },
  'channel.no-access': {
    text: 'OpenClaw may not read Messages for the account {account}. Give Full Disk Access to whatever runs OpenClaw, and restart it. OpenClaw says: “{reason}”.',
    about: 'Why the channel does not run. {reason} is what OpenClaw said.',
  },
  'channel.breaker': {
    text: 'OpenClaw crashed several times in a row, so for now it starts no channel by itself. Find out why it crashed. OpenClaw says: “{reason}”.',
    about: 'Why the channel does not run. {reason} is what OpenClaw said.',
  },
  'channel.unexplained': {
    text: 'OpenClaw’s iMessage account {account} is switched on and does not receive, and OpenClaw gives no reason. Restart OpenClaw; in a terminal, “openclaw channels status --probe” may say more.',
    about: 'Why the channel does not run.',
  },
  'account.line': {
    text: '{account}: {state} {messages} {strangers} ({setting})',
    about:
      'One account of OpenClaw’s iMessage channel, where there is more than one: its name, whether it receives, whose Messages it reads, what strangers get there, and the setting that is its list. Each is a sentence of its own.',
  },
  'account.receiving': { text: 'receives.', about: 'Follows the name of an account and a colon.' },
  'account.starting': { text: 'is starting.', about: 'Follows the name of an account and a colon.' },
  'account.stopped': {
    text: 'is switched on and does not run.',
    about: 'Follows the name of an account and a colon.',
  },
  'account.failed': { text: 'does not run.', about: 'Follows the name of an account and a colon.' },
  'account.unexplained': {
    text: 'is switched on and does not receive, and OpenClaw gives no reason.',
    about: 'Follows the name of an account and a colon.',
  },
  'account.off': { text: 'is switched off.', about: 'Follows the name of an account and a colon.' },
  'account.parked': {
    text: 'does not receive: {other} has the same Messages, and OpenClaw reads them for that one alone.',
    about: 'Follows the name of an account and a colon. {other} is the name of another account.',
  },
  'account.unreported': {
    text: 'OpenClaw says nothing of it.',
    about: 'Follows the name of an account and a colon.',
  },
  'account.messages-this-mac': {
    text: 'It reads the Messages that you see here.',
    about: 'Of an account: whose Messages it reads.',
  },
  'account.messages-another-mac': {
    text: 'It reads another Mac’s Messages: who writes there is not shown here.',
    about: 'Of an account: whose Messages it reads.',
  },
  'account.messages-of-host': {
    text: 'It reads the Messages of {host}: who writes there is not shown here.',
    about: 'Of an account: whose Messages it reads. {host} is the address of another Mac.',
  },
  'account.messages-another-file': {
    text: 'It reads {path}: who writes there is not shown here.',
    about: 'Of an account: whose Messages it reads. {path} is a file on this Mac.',
  },
  'account.messages-unknown': {
    text: 'It can’t be told whose Messages it reads.',
    about: 'Of an account: whose Messages it reads.',
  },
  'account.strangers-silent': {
    text: 'Strangers get nothing.',
    about: 'Of an account: what strangers who write to it get.',
  },
  'account.strangers-answering': {
    text: 'Strangers get an answer.',
    about: 'Of an account: what strangers who write to it get, a code or the like.',
  },
  'account.strangers-open': {
    text: 'Strangers reach your assistant.',
    about: 'Of an account: what strangers who write to it get.',
  },
  'gateway.config-changes': {
    text: 'OpenClaw’s config keeps changing; Peephole reads it again in a moment.',
    about: 'State of the connection to the gateway: what is wrong and what to do.',
  },

  'config.absent': {
    text: 'OpenClaw’s config file {path} does not exist.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.too-large': {
    text: 'OpenClaw’s config file {path} is too large to be one.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.no-access': {
    text: 'OpenClaw’s config file {path} may not be read by you; check its permissions.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.unreadable': {
    text: 'OpenClaw’s config file {path} can’t be read.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.invalid': {
    text: 'OpenClaw’s config file {path} is not valid: correct it, or run openclaw doctor.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.invalid-line': {
    text: 'OpenClaw’s config file {path} is not valid (line {line}): correct it, or run openclaw doctor.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.includes-no-file': {
    text: 'OpenClaw’s config file {path} includes something that is not a file.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.includes-itself': {
    text: 'OpenClaw’s config file {path} includes itself.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.includes-too-deep': {
    text: 'OpenClaw’s config file {path} includes files too deeply.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.includes-too-many': {
    text: 'OpenClaw’s config file {path} and what it includes are too many files to be read.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.nested-too-deep': {
    text: 'OpenClaw’s config file {path} nests its settings too deeply to be read.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.includes-outside': {
    text: 'OpenClaw’s config file {path} includes {file}, which is outside its directory.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
  'config.no-settings': {
    text: 'OpenClaw’s config file {path} holds no settings: correct it, or run openclaw doctor.',
    about: 'Why OpenClaw’s config can’t be read. {path} is the file.',
  },
} as const satisfies WordTable;
