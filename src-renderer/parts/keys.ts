const isMac = /Mac/.test(navigator.userAgent);

/** True while the owner types: keys are the field's then. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** Cmd on a Mac, Ctrl elsewhere, and no other. */
export function isCommand(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
}
