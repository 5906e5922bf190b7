import { handleKey, stripFilterSuffix } from '#core/message/handle.ts';
import type { MessageRow } from '#core/message/message.ts';

/** A message as `messages/` delivers it: an ordinary iMessage of a stranger unless told otherwise. */
export function messageRow(change: Partial<MessageRow> = {}): MessageRow {
  const handle = change.handle === undefined ? '+12125550101' : change.handle;
  return {
    rowId: 1,
    guid: 'guid-1',
    key: handle === null ? null : handleKey(handle),
    oneOf: [],
    service: 'iMessage',
    atMs: Date.UTC(2026, 10, 23, 12),
    own: null,
    chat: 'direct',
    chatIdentifier: handle,
    selfChat: false,
    itemType: 0,
    associatedType: 0,
    linkPreview: false,
    text: 'Hi! Is this still your number?',
    isEdited: false,
    hasAttachments: false,
    filterBucket: 0,
    destination: null,
    ...change,
    handle: handle === null ? null : stripFilterSuffix(handle),
  };
}
