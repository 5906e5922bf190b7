/**
 * Texts that OpenClaw itself writes, as opposed to what its agent or the owner says. Taken from openclaw 2026.9.6's own
 * sources (`pairing-messages`, `pairing-message`, `user-copy`, `dispatch-from-config`), from OC-16, and
 * for its earlier names from openclaw/openclaw#834, #10696 and #26982.
 */

const names = '(?:OpenClaw|Clawdbot|Moltbot)';
const commands = '(?:openclaw|clawdbot|moltbot)';

/**
 * The whole pairing reply, in every wording it had: with or without the sender's id, the code on its own line or beside
 * its label, the code or `<code>` in the command, extra options of the command line in between.
 */
const pairingReply = new RegExp(
  `^${names}: access not configured\\. ` +
    '(?:Your [^:]{2,40}: \\S.{0,80}? )?' +
    'Pairing code: (?:[A-Z0-9]{6,10}|X{4,10}) ' +
    'Ask the bot owner to approve with: ' +
    `${commands} (?:--\\S+ \\S+ )*pairing approve (?:--\\S+ )?\\S+ (?:[A-Z0-9]{6,10}|<code>)$`,
);

/** Messages that consist of nothing else: sentences short or plain enough for a person to quote inside their own. */
const wholeTexts: ReadonlySet<string> = new Set([
  'The AI service is temporarily overloaded. Please try again in a moment.',
  'LLM request failed.',
  'LLM request failed with an unknown error.',
  'LLM request timed out.',
  'The model returned an empty response. Please try again.',
  'The selected model was not found by the provider. Check the model id or choose a different model.',
  'The provider session expired. Start a new session and try again.',
  'Message ordering conflict - please try again. If this persists, use /new to start a fresh session.',
  "⚠ Couldn't process this message, please try again in a moment.",
  '⚠ API rate limit reached. Please try again later.',
  '⚠ The model request was rate-limited. Please try again in a few minutes.',
  '⚠ All attempted models were rate-limited or overloaded. Please try again in a few minutes.',
  '⚠ Selected model is at capacity. Try a different model, or wait and retry.',
  '⚠ This command requires authorization.',
  '⚠ Gateway is restarting. Please wait a few seconds and try again.',
  '⚠ Previous run is still shutting down. Please try again in a moment.',
]);

/** What a longer text of OpenClaw begins with; the rest carries names, numbers and advice that differ. */
const openings: readonly RegExp[] = [
  new RegExp(`^✅ ${names} access approved\\.`),
  new RegExp(`^⚠ ${names} couldn't produce or deliver a reply\\.`),
  new RegExp(`^[✅⚠❌ℹ🔒] ${names} (?:change|update|updated)\\b`, 'u'),
  /^⚠ Agent (?:failed before reply: |run failed[ :(]|couldn't generate a response\.)/,
  /^⚠ (?:The model provider (?:rejected|returned) |The configured model (?:is unavailable from the provider|backend ))/,
  /^⚠ (?:I couldn't reach the configured model backend |Model login (?:failed|expired) on the gateway)/,
  /^⚠ (?:Something went wrong while processing your request\. Please try again, or use \/new)/,
  /^⚠ (?:Missing API key for (?:provider "|the selected provider on the gateway|OpenAI on the gateway))/,
  /^⚠ [^.]{1,80} returned a billing error — (?:your API key has run out|check your account)/,
  /^⚠ Rate-limited — ready in ~\d+ ?(?:s|min)\./,
  /^⚠ (?:Context (?:limit exceeded|overflow —|is too large and auto-compaction)|Auto-compaction could not recover)/,
  /^⚠ (?:CLI (?:subprocess|turn)[^:]{0,80}: (?:no output for|timed out after)|Codex app-server )/,
  /^⚠ (?:This turn was interrupted because it stopped making progress|Turn yielded without a continuation source)/,
  /^⚠ Heartbeat check failed before it could produce an update/,
  /^⚠ The provider returned an unfinished tool call\./,
  /^(?:⚠ )?Authentication failed \(provider returned HTTP 401\)\./,
  /^LLM (?:request (?:failed|rejected): (?:provider|the Gateway|TLS|configured)|streaming response contained a malformed)/,
  /^Context overflow: (?:prompt too large for the model|this conversation is too large for the model)\./,
  // Commands that a message happened to look like (openclaw/openclaw#2551).
  /^⚠ (?:\/?[\w-]+ (?:is|are) disabled(?:\. Set commands\.| \(commands\.)|bash failed: |Unrecognized bash request\.)/,
  /^You are not authorized to use this owner-only command\. /,
  /^OpenClaw could not write local session data because the disk is full\./,
  /^The selected auth profile is unavailable in this agent's OpenClaw credential store\./,
  /^🔒 (?:Exec approval required|Plugin approval required)\b/u,
  /^❌ You are not authorized to approve (?:this request|\S+ requests on )/,
];

/**
 * The text as OpenClaw wrote it: Messages turns code fences into plain lines, and a faulty decoder can leave a few bytes
 * of rubbish in front (openclaw/openclaw#61705). A channel's own reply prefix (`[name]`) does not count.
 */
function normalise(text: string): string {
  return text
    .slice(0, 4_000)
    .replace(/^[\ufffd\p{Cc}\s]{1,4}[=A-Z0-9]?(?=\p{Lu}|[⚠✅])/u, '')
    .replace(/[\ufe0e\ufe0f\u200b\u2060\ufeff`]/g, '')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\[[^\]]{1,40}\] /, '');
}

/**
 * Whether a message that left this Mac is one of OpenClaw's own texts: a pairing code for a stranger, or an error,
 * approval or status text. Only whole messages count, so a person who quotes one is not taken for the machine.
 */
export function isOpenClawText(text: string): 'pairing-code' | 'openclaw-text' | null {
  const plain = normalise(text);
  if (pairingReply.test(plain)) return 'pairing-code';
  if (wholeTexts.has(plain) || openings.some((opening) => opening.test(plain))) return 'openclaw-text';
  return null;
}
