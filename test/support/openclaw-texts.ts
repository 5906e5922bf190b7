/** A text as it stood in an outgoing row, and where it is known from. */
export interface TextFixture {
  readonly from: string;
  readonly text: string;
}

/** The pairing reply in every form it is known to have had. */
export const pairingReplies: readonly TextFixture[] = [
  {
    from: 'OC-16: measured on 2026.9.6, code fences already taken out by the plugin',
    text: 'OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n\nPBA9LYSF\n\nAsk the bot owner to approve with:\n\nopenclaw pairing approve imessage PBA9LYSF\n\n',
  },
  {
    from: '2026.9.6, as it leaves the gateway before the plugin takes the code fences out',
    text: 'OpenClaw: access not configured.\n\nYour iMessage sender id: stranger@example.com\nPairing code:\n```\nPBALYSFK\n```\n\nAsk the bot owner to approve with:\n```\nopenclaw pairing approve imessage PBALYSFK\n```',
  },
  {
    from: '2026.9.6 with a profile: the command line carries it',
    text: 'OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n\nPBA9LYSF\n\nAsk the bot owner to approve with:\n\nopenclaw --profile home pairing approve imessage PBA9LYSF',
  },
  {
    from: 'openclaw/openclaw#26982: sent although the policy was `allowlist`',
    text: 'OpenClaw: access not configured.\nYour WhatsApp phone number: +12125550102\nPairing code: XXXXXXXX\nAsk the bot owner to approve with:\nopenclaw pairing approve whatsapp XXXXXXXX',
  },
  {
    from: 'openclaw/openclaw#128430: in the chat with oneself',
    text: 'OpenClaw: access not configured.\n\nYour iMessage sender id: owner@example.com\nPairing code:\n\nK7QMXW2P\n\nAsk the bot owner to approve with:\n\nopenclaw pairing approve imessage K7QMXW2P',
  },
  {
    from: 'openclaw/openclaw#834: under its first name, to about twenty contacts after a restart',
    text: 'Clawdbot: access not configured.\n\nPairing code: 24K923HX\n\nAsk the bot owner to approve with:\nclawdbot pairing approve --provider whatsapp <code>',
  },
  {
    from: 'openclaw/openclaw#10696: under its first name, with the sender’s number',
    text: 'Clawdbot: access not configured.\n\nYour WhatsApp phone number: +12125550103\n\nPairing code: K5VHV3XR\n\nAsk the bot owner to approve with:\nclawdbot pairing approve whatsapp <code>',
  },
  {
    from: 'openclaw/openclaw#61705: the decoder left rubbish in front',
    text: '\ufffd\r\u0001OpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n\nPBA9LYSF\n\nAsk the bot owner to approve with:\n\nopenclaw pairing approve imessage PBA9LYSF',
  },
];

/** Its other texts: errors, approvals and notices that reached people (the sentences are those of 2026.9.6). */
export const otherOpenClawTexts: readonly TextFixture[] = [
  {
    from: 'openclaw/openclaw#2551: an old message that began with "!" was taken for a command',
    text: '⚠️ bash is disabled. Set commands.bash=true to enable. Docs: https://docs.openclaw.ai/tools/slash-commands#config',
  },
  {
    from: 'commands, owner-only',
    text: 'You are not authorized to use this owner-only command. Ask the operator.',
  },
  {
    from: 'openclaw/openclaw#151266: raw error text, in a group that was not let in',
    text: 'The AI service is temporarily overloaded. Please try again in a moment.',
  },
  {
    from: 'OC-16: `channels.pairing.approve` with `notify`',
    text: '✅ OpenClaw access approved. Send a message to start chatting.',
  },
  {
    from: 'OC-33: an aborted sender is told so',
    text: "⚠️ OpenClaw couldn't produce or deliver a reply. Please try again. If this keeps happening, ask the operator to check the gateway logs.",
  },
  { from: 'dispatch', text: "⚠️ Couldn't process this message, please try again in a moment." },
  { from: 'user-copy: rate limit', text: '⚠️ API rate limit reached. Please try again later.' },
  {
    from: 'user-copy: rate limit, all models',
    text: '⚠️ All attempted models were rate-limited or overloaded. Please try again in a few minutes.',
  },
  {
    from: 'user-copy: billing',
    text: "⚠️ API provider returned a billing error — your API key has run out of credits or has an insufficient balance. Check your provider's billing dashboard and top up or switch to a different API key.",
  },
  {
    from: 'user-copy: token',
    text: 'Authentication failed (provider returned HTTP 401). Your provider token may have expired — try the request again in a moment. If the failure persists, re-authenticate this provider.',
  },
  {
    from: 'user-copy: context',
    text: 'Context overflow: prompt too large for the model. Try /reset (or /new) to start a fresh session, or use a larger-context model.',
  },
  {
    from: 'user-copy: anything else',
    text: '⚠️ Something went wrong while processing your request. Please try again, or use /new to start a fresh session.',
  },
  { from: 'user-copy: no details', text: 'LLM request failed with an unknown error.' },
  { from: 'user-copy: provider', text: 'LLM request failed: provider returned an internal error.' },
  {
    from: 'agent',
    text: "⚠️ Agent couldn't generate a response. Note: some tool actions may have already been executed — please verify before retrying.",
  },
  {
    from: 'agent, with the reason',
    text: '⚠️ Agent failed before reply: No API key found for provider "anthropic".',
  },
  { from: 'commands', text: '⚠️ This command requires authorization.' },
  { from: 'restart', text: '⚠️ Gateway is restarting. Please wait a few seconds and try again.' },
  {
    from: 'heartbeat',
    text: '⚠️ Heartbeat check failed before it could produce an update. The main chat session remains available.',
  },
  { from: 'approvals', text: '🔒 Exec approval required\nID: 4f2c\nCommand: ls' },
  { from: 'approvals, refused', text: '❌ You are not authorized to approve exec requests on iMessage.' },
];

/** What people write by hand, also about OpenClaw and its texts. */
export const ordinaryTexts: readonly string[] = [
  'Hi! Is this still your number?',
  'What is OpenClaw?',
  'OpenClaw: access not configured.',
  'I got "OpenClaw: access not configured. Pairing code: PBA9LYSF" from your number, what is that?',
  'Your phone just sent me this:\nOpenClaw: access not configured.\n\nYour iMessage sender id: +12125550101\nPairing code:\n\nPBA9LYSF\n\nAsk the bot owner to approve with:\n\nopenclaw pairing approve imessage PBA9LYSF',
  'OpenClaw: access not configured. Pairing code: PBA9LYSF. Ask the bot owner to approve with: openclaw pairing approve imessage PBA9LYSF — did you mean to send me this?',
  'Run openclaw pairing approve imessage PBA9LYSF on your Mac please',
  'Pairing code: PBA9LYSF',
  'openclaw pairing approve imessage PBA9LYSF',
  'It said "The AI service is temporarily overloaded. Please try again in a moment." again, is it broken?',
  'The AI service is temporarily overloaded. Please try again in a moment. Haha, that was me imitating it',
  'LLM request failed again, sorry, I will look tonight',
  '⚠️ The road is closed at the bridge, take the other way',
  '⚠️ Agent failed, we have no estate agent any more',
  '✅ Done. Access approved, you can come in',
  '✅ OpenClaw is running at home now!',
  '🔒 Exec door is locked, use the side door',
  'Something went wrong while processing your request, they said at the bank.',
  'Please try again later.',
  'Your pairing code for the TV is 4821',
  '',
];
