import type { AppApi } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import type { ShownSenders, StateChange } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/**
 * The same without what people wrote and what the owner's address book calls them, as long as the owner has not let programs
 * read it (`programsRead`). macOS keeps Messages from programs without Full Disk Access and Contacts from programs that were not
 * allowed; a socket that every program of this user can open must not be the way round. Addresses stay, also the one that
 * another resembles: it is that of a sender who is listed anyway, and without it nobody could decide.
 */
export function withholdTexts(api: AppApi): AppApi {
  const areTold = async () => (await api.commands.settings({})).settings.programsRead;
  const refuse = (why: Sentence): never => {
    throw new PeepholeError('texts-withheld', why);
  };
  return {
    commands: {
      ...api.commands,
      list: async (input) => {
        const answer = await api.commands.list(input);
        if (await areTold()) return answer;
        return { ...answer, senders: answer.senders.map(withoutPrivate), textsWithheld: true };
      },
      messages: async (input) =>
        (await areTold()) ? api.commands.messages(input) : refuse(sentence('request.texts-withheld')),
      'set-settings': async (input) => {
        if (input.programsRead === true && !(await areTold())) refuse(sentence('request.texts-not-here'));
        return api.commands['set-settings'](input);
      },
    },
    subscribe: (listener) => follow(api, listener),
    notices: (listener) => api.notices((notice) => listener(noticeWithoutText(notice))),
  };
}

/** From the moment the owner allows it, everything is told anew: what was held back before is told of by no change. */
function follow(api: AppApi, listener: (change: StateChange) => void): () => void {
  let wereTold = true;
  let end = () => {};
  const begin = (): void => {
    let isOver = false;
    const endThis = api.subscribe((change) => {
      if (isOver) return;
      const areTold = change.settings.programsRead;
      if (areTold && !wereTold && change.base !== null) {
        isOver = true;
        begin();
        endThis();
        return;
      }
      wereTold = areTold;
      listener(areTold ? change : { ...change, senders: withheld(change.senders) });
    });
    end = endThis;
  };
  begin();
  return () => end();
}

/** The same for each change: cards that were made for a follower are good as long as it is told by the same. */
const hidden = new WeakMap<ShownSenders, ShownSenders>();

function withheld(senders: ShownSenders): ShownSenders {
  const known = hidden.get(senders) ?? withoutTexts(senders);
  hidden.set(senders, known);
  return known;
}

function withoutTexts(senders: ShownSenders): ShownSenders {
  return {
    page: (after, limit) => senders.page(after, limit),
    card(id) {
      const card = senders.card(id);
      return card === null ? null : withoutPrivate(card);
    },
  };
}

function withoutPrivate(sender: SenderView): SenderView {
  return { ...sender, preview: null, contact: null };
}

function noticeWithoutText(notice: Notice): Notice {
  return notice.kind === 'knock' ? { ...notice, preview: null } : notice;
}
