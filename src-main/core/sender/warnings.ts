import { interned } from '#core/interned.ts';
import { asDrawn } from '#core/message/confusables.ts';
import { findLinks } from '#core/message/links.ts';
import { readable } from '#core/message/text.ts';

/**
 * Why a look is needed before somebody is let in: any of these makes Approve on a banner open the window instead
 * (UX-3.3). A fact that is true of many honest people is no sign: a plain link, a foreign number, SMS (which
 * can be forged; the card says so).
 * - `asks-for-code`: wants a code or a password sent. Nobody honest needs one from a stranger.
 * - `instructs-assistant`: speaks to the assistant's instructions, not to a person; once let in, it would be obeyed.
 * - `poses-as-service`: names a bank, Apple, a parcel or an authority, and wants a link opened.
 * - `poses-as-family`: "it's me, my new number"; the oldest trick there is.
 * - `deceptive-link`: a link whose host is not what it looks like (punycode, imitated letters, `name@`, bare address).
 * - `hidden-characters`: characters that turn text around or hide it; honest keyboards do not make them.
 * - `look-alike`: the handle could be taken for somebody the owner approved or knows, but is not theirs.
 */
export const warningIds = [
  'asks-for-code',
  'instructs-assistant',
  'poses-as-service',
  'poses-as-family',
  'deceptive-link',
  'hidden-characters',
  'look-alike',
] as const;
export type WarningId = (typeof warningIds)[number];

export interface WarningSources {
  /** Those in what they wrote lately (`signsInText`). */
  readonly signs: readonly WarningId[];
  /** The approved handle or contact they could be taken for (look-alike.ts), or null. */
  readonly resembles: string | null;
}

const secret =
  '(?:(?:verification|security|pairing|invite|one[- ]time|login|sms|6[- ]digit|six[- ]digit|2fa|auth\\w*) )?(?:codes?|otp|pins?|passcodes?|passwords?|seed phrase|recovery phrase|cvv|credentials|api key)';
const give =
  '(?:send|give|tell|text|forward|share|read|show|reply with|provide|confirm|enter|type|need|want|get)';
const asksForCode: readonly RegExp[] = [
  new RegExp(
    `\\b${give}\\b(?: (?:me|us|back|the|your|that|this|a|to|it|over|just|please|over)){0,4} ${secret}\\b`,
  ),
  new RegExp(`\\bwhat(?:'s| is| was) (?:the|your|that) ${secret}\\b`),
  /\b(?:code|otp|pin) (?:you|that) (?:just )?(?:got|received|get|was sent|has been sent)\b/,
  /\b(?:schick|sende|gib|sag|nenn)\w*\b.{0,20}\b(?:code|tan|pin|passwort|kennwort)\b/,
  /\b(?:envia|manda|dame|dime|reenvia)\w*\b.{0,20}\b(?:codigo|clave|contrasena|pin)\b/,
  /\b(?:envoie|donne|transmet|communique)\w*\b.{0,20}\b(?:code|mot de passe)\b/,
  /\b(?:invia|manda|dammi|dimmi|inoltra|girami)\w*\b.{0,20}\b(?:codice|password|pin)\b/,
];

const instructsAssistant: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules|guidelines|guardrails|directives)\b/,
  /\b(?:system|developer) (?:prompt|message|override)\b|\b(?:jailbreak|prompt injection|developer mode|god mode)\b/,
  /\byou are now\b.{0,40}\b(?:assistant|ai|agent|bot|admin|unrestricted|dan)\b/,
  /\b(?:pretend to be|act as|roleplay as)\b.{0,30}\b(?:owner|admin|administrator|root|system|unrestricted)\b/,
  /(?:^|\n) ?(?:system|assistant|developer) ?: |<\/?(?:system|assistant|instructions?|tool_call)>|\[\/?inst\]|<\|[a-z_]+\|>|### ?(?:system|instruction)/,
  /\b(?:add|approve|allow|allowlist|whitelist|authorize|pair)\b.{0,24}\b(?:my number|this number|allowlist|allowfrom|allow list|whitelist|as owner|as admin)\b/,
  /\bopenclaw (?:pairing|config|gateway|devices|plugins)\b|(?:^|\s)\/(?:allowlist|config|approve|restart|exec|bash|elevated)\b/,
  /\b(?:dear|hey|hi|hello) (?:ai|assistant|agent|bot|claude|chatgpt|gpt|openclaw)\b.{0,80}\b(?:must|run|execute|delete|forward|reveal|email|transfer|list all|print)\b/,
  /\b(?:reveal|print|repeat|output|show me)\b.{0,20}\b(?:system prompt|your instructions|your prompt|api keys?|allowlist|secrets)\b/,
  /\b(?:run|execute) (?:this|the following|these) (?:command|script|shell|code)\b|\brm -rf\b|\bcurl \S+ ?\| ?(?:ba)?sh\b/,
];

const services =
  /\b(?:apple(?: ?id| support| pay| security)?|icloud|app ?store|paypal|amazon|netflix|microsoft|google|facebook|whatsapp|coinbase|binance|bank|chase|wells fargo|hsbc|barclays|revolut|santander|sparkasse|irs|hmrc|dhl|ups|fedex|usps|royal mail|hermes|evri|dpd|parcel|package|delivery|customs|toll|ez-?pass|tax refund|toll road|police|court|government|medicare|social security|paket|zoll|colis|paquete)\b/;

const family: readonly RegExp[] = [
  /\b(?:hi|hey|hello|hallo|hola|salut) (?:mum|mom|mama|mami|dad|papa|grandma|oma|opa|mama y papa)\b/,
  /\b(?:this is|it's|its|it is) (?:me,? )?(?:mum|mom|dad|your (?:son|daughter|boss|brother|sister|ceo|grandson|granddaughter))\b/,
  /\bmy (?:new|other|temporary) (?:number|phone|cell|mobile)\b|\b(?:lost|broke|dropped|changed) my (?:phone|number|cell|mobile)\b/,
  /\b(?:meine? neue (?:nummer|handynummer)|mein handy ist (?:kaputt|weg))\b|\bmi nuevo (?:numero|telefono)\b|\bmon nouveau numero\b/,
];

/**
 * Overrides of direction, hidden tags, hidden data, and invisible letters inside words. Marks that right-to-left text,
 * numbers copied from Contacts, flags and emoji bring along are not among them.
 */
const hidden =
  /[\u202d\u202e\u3164\u115f\u1160\uffa0]|[\u{e0100}-\u{e01ef}]|(?<![\u{1f3f4}\u{e0020}-\u{e007e}])[\u{e0001}-\u{e007f}]|[\u{e0020}-\u{e007f}]{8}|(?<=[\p{L}\d])[\u200b\u2060-\u2064\ufeff\u00ad](?=[\p{L}\d])|\p{M}{8}/u;

/** Text as it is read: what it is drawn like, lower case, straight quotes. */
function asRead(text: string): string {
  return asDrawn(readable(text).replace(/[‘’]/g, "'"));
}

const says = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(text));

/** @param literal one text, as stored: not sanitised. */
export function signsInText(literal: string): readonly WarningId[] {
  const text = asRead(literal);
  const links = findLinks(readable(literal));
  const signs: Record<Exclude<WarningId, 'look-alike'>, boolean> = {
    'asks-for-code': says(asksForCode, text),
    'instructs-assistant': says(instructsAssistant, text),
    'poses-as-service': links.length > 0 && services.test(text),
    'poses-as-family': says(family, text),
    'deceptive-link': links.some((link) => link.deceptive),
    'hidden-characters': hidden.test(literal),
  };
  return interned(warningIds.filter((id) => id !== 'look-alike' && signs[id]));
}

/** The warning signs of a sender, each once, in the order of `warningIds`. */
export function warningSigns(sources: WarningSources): readonly WarningId[] {
  const found = new Set<WarningId>(sources.signs);
  if (sources.resembles !== null) found.add('look-alike');
  return interned(warningIds.filter((id) => found.has(id)));
}
