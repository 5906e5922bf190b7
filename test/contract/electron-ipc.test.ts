import { ipcMain } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandNames } from '#contract/commands.schema.ts';
import { PeepholeError } from '#core/errors.ts';
import { type RequestName, requests, told } from '../../src-main/surfaces/electron/channels.ts';
import { isOurFrame, serveWindow, type WindowServices } from '../../src-main/surfaces/electron/ipc-server.ts';
import { requestSchemas } from '../../src-main/surfaces/electron/requests.schema.ts';
import * as fake from '../fakes/electron/index.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { settle } from '../support/fake-clock.ts';
import { plainly } from '../support/said.ts';
import { fakeSender } from '../support/views.ts';

const names = Object.keys(requests) as RequestName[];
const ours = { origin: 'app://peephole', parent: null };

/** For each request arguments that are right, and some that are wrong. */
const samples: Readonly<Record<RequestName, { right: unknown[]; wrong: unknown[][] }>> = {
  open: { right: [], wrong: [['more']] },
  frame: { right: ['{"id":1,"command":"status"}'], wrong: [[], [5], [{ id: 1 }], ['{}', '{}']] },
  close: { right: [], wrong: [['more']] },
  openLink: {
    right: ['full-disk-access'],
    wrong: [[], ['https://example.com'], ['toString'], [{}], ['full-disk-access', 'x']],
  },
  loginItem: { right: [], wrong: [[true]] },
  setLoginItem: { right: [true], wrong: [[], ['yes'], [1], [true, true]] },
  notificationAccess: { right: [], wrong: [['shown']] },
  testNotification: { right: [], wrong: [[{ title: 'hi' }]] },
  installCommand: { right: [], wrong: [['/usr/local/bin']] },
  facts: { right: [], wrong: [[true]] },
  chooseConfig: { right: [], wrong: [['/etc/passwd']] },
  canMove: { right: [], wrong: [[true]] },
  moveToApplications: { right: [false], wrong: [[], ['/Users/me'], [1], [true, true]] },
  updateState: { right: [], wrong: [['check']] },
  takeUpdateStep: { right: ['check'], wrong: [[], ['install'], ['check', 'now'], [1]] },
  showWindow: {
    right: [{ page: 'waiting', handle: '+12125550101' }],
    wrong: [
      [],
      ['waiting'],
      [{ page: 'x' }],
      [{ page: 'people', ask: 'approve' }],
      [{ page: 'people', url: 'x' }],
      [{ page: 'people', handle: 'x'.repeat(321) }],
    ],
  },
  closePanel: { right: [], wrong: [[true]] },
  resizePanel: {
    right: [432.5],
    wrong: [[], ['432'], [-1], [1e9], [Number.NaN], [Number.POSITIVE_INFINITY], [432, 360]],
  },
  quitAndReopen: { right: [], wrong: [['--inspect']] },
  quit: { right: [], wrong: [[0]] },
};

const facts = {
  macos: '15.6.1',
  processor: 'arm64',
  signature: 'ad-hoc',
  place: 'applications',
  notifications: 'shown',
  loginItem: 'enabled',
} as const;

/** What each request is answered with. */
const answered: { readonly [name in RequestName]?: unknown } = {
  loginItem: 'enabled',
  openLink: 'opened',
  canMove: true,
  moveToApplications: 'exists',
  installCommand: '/usr/local/bin/peephole',
  facts,
  notificationAccess: 'shown',
  setLoginItem: 'requires-approval',
  updateState: { kind: 'current' },
};

let api: FakeAppApi;
let done: string[];
let errors: unknown[];
let page: fake.FakeWebContents;

const services = (): WindowServices => ({
  openLink: async (key) => {
    done.push(`open ${key}`);
    return 'opened';
  },
  loginItem: () => {
    done.push('loginItem');
    return 'enabled';
  },
  setLoginItem: (on) => {
    done.push(`setLoginItem ${on}`);
    return 'requires-approval';
  },
  notificationAccess: () => {
    done.push('notificationAccess');
    return 'shown';
  },
  testNotification: () => void done.push('test'),
  installCommand: () => {
    done.push('installCommand');
    return '/usr/local/bin/peephole';
  },
  facts: async () => {
    done.push('facts');
    return facts;
  },
  chooseConfig: async () => void done.push('chooseConfig'),
  canMove: () => {
    done.push('can move');
    return true;
  },
  moveToApplications: (replace) => {
    done.push(`move ${replace}`);
    return 'exists';
  },
  updateState: () => {
    done.push('update state');
    return { kind: 'current' };
  },
  takeUpdateStep: (step) => void done.push(`update ${step}`),
  showWindow: ({ page: to }) => void done.push(`show ${to}`),
  closePanel: () => void done.push('close panel'),
  resizePanel: (from, height) => void done.push(`panel ${from === (page as never)} ${height}`),
  quitAndReopen: () => void done.push('reopen'),
  quit: () => void done.push('quit'),
});

function ask(name: RequestName, args: unknown[], frame: unknown = ours): Promise<unknown> {
  const handler = fake.ipcMain.handlers.get(requests[name]);
  if (handler === undefined) throw new Error(`Nobody answers ${name}`);
  const event = { sender: page as never, senderFrame: frame as never };
  return handler(event, ...args) as Promise<unknown>;
}

/** What the page was told over the wire. */
const frames = (): unknown[] =>
  page.sent.filter(({ channel }) => channel === told.frame).map(({ value }) => JSON.parse(String(value)));

beforeEach(() => {
  fake.ipcMain.handlers.clear();
  api = new FakeAppApi([fakeSender({ handle: '+12125550101' })]);
  done = [];
  errors = [];
  page = new fake.FakeWebContents();
  serveWindow({ api, services: services(), onError: (error) => errors.push(error) });
});

describe('what the window can reach', () => {
  test('is the requests of the table, each with a schema, and nothing else', () => {
    expect(ipcMain).toBe(fake.ipcMain);
    expect([...fake.ipcMain.handlers.keys()].toSorted()).toEqual(Object.values(requests).toSorted());
    expect(Object.keys(requestSchemas).toSorted()).toEqual(names.toSorted());
  });

  test.each(names)('%s is answered', async (name) => {
    expect(await ask(name, samples[name].right)).toEqual({ ok: true, value: answered[name] });
  });

  test.each(commandNames)('the command %s goes through the contract', async (command) => {
    await ask('open', []);
    await ask('frame', [JSON.stringify({ id: 1, command, input: { nonsense: true } })]);
    expect(frames()).toMatchObject([{ id: 1, ok: false, error: { code: 'usage' } }]);
    expect(api.calls).toEqual([]);
  });

  test.each(['toString', '__proto__', '', 'Status'])('there is no command %j', async (command) => {
    await ask('open', []);
    await ask('frame', [JSON.stringify({ id: 1, command, input: {} })]);
    expect(frames()).toMatchObject([{ id: 1, ok: false, error: { code: 'usage' } }]);
    expect(api.calls).toEqual([]);
  });

  test('a page that has not begun is not listened to', async () => {
    await ask('frame', ['{"id":1,"command":"status"}']);
    expect([frames(), api.calls]).toEqual([[], []]);
  });
});

describe.each(names)('%s', (name) => {
  test.each([
    ['a frame that is gone', null],
    ['a frame inside the page', { origin: 'app://peephole', parent: ours }],
    ['another site', { origin: 'https://example.com', parent: null }],
    ['a name like ours', { origin: 'app://peephole.example.com', parent: null }],
    ['an opaque origin', { origin: 'null', parent: null }],
    ['a file', { origin: 'file://', parent: null }],
  ])('refuses %s', async (_who, frame) => {
    expect(await ask(name, samples[name].right, frame)).toMatchObject({
      ok: false,
      error: { code: 'usage' },
    });
    expect(done).toEqual([]);
    expect(api.calls).toEqual([]);
    expect(api.subscribers).toBe(0);
  });

  test('refuses wrong arguments', async () => {
    for (const wrong of samples[name].wrong) {
      expect(await ask(name, wrong), JSON.stringify(wrong)).toMatchObject({ ok: false });
    }
    expect(done).toEqual([]);
    expect(api.calls).toEqual([]);
  });
});

test('only the main frame of our own page is ours', () => {
  expect(isOurFrame(ours)).toBe(true);
  expect(isOurFrame(null)).toBe(false);
});

describe('what goes over the wire', () => {
  const subscribe = '{"id":1,"command":"subscribe"}';

  test('is answers, pushes and notices, as on every transport', async () => {
    await ask('open', []);
    await ask('frame', [subscribe]);
    await ask('frame', ['{"id":2,"command":"exposure"}']);
    api.change(fakeSender({ handle: '+12125550102' }));
    api.notify({ kind: 'withdraw', id: 'n1' });
    await settle();
    expect(frames()).toMatchObject([
      { id: 1, ok: true },
      { push: { base: null, revision: 1 } },
      { id: 2, ok: true, value: { items: [] } },
      { push: { base: 1, revision: 2 } },
      { notice: { kind: 'withdraw', id: 'n1' } },
    ]);
    expect(api.subscribers).toBe(1);
  });

  test('a page that begins anew gets nothing of what the one before asked', async () => {
    const slow = Promise.withResolvers<{ items: [] }>();
    api.answers.exposure = () => slow.promise;
    await ask('open', []);
    await ask('frame', [subscribe]);
    await ask('frame', ['{"id":2,"command":"exposure"}']);
    const before = frames().length;
    await ask('open', []);
    slow.resolve({ items: [] });
    api.change(fakeSender({ handle: '+12125550102' }));
    await settle();
    expect(frames()).toHaveLength(before);
    expect(api.subscribers).toBe(0);
  });

  test('ends when the page wants no more', async () => {
    await ask('open', []);
    await ask('frame', [subscribe]);
    await ask('close', []);
    expect(api.subscribers).toBe(0);
  });

  test.each(['destroyed', 'render-process-gone'])('ends with the page: %s', async (event) => {
    await ask('open', []);
    await ask('frame', [subscribe]);
    const before = frames().length;
    page.emit(event);
    api.change(fakeSender({ handle: '+12125550102' }));
    expect(api.subscribers).toBe(0);
    expect(frames()).toHaveLength(before);
  });
});

describe('what goes wrong', () => {
  test('is a sentence for the owner where it is ours', async () => {
    fake.ipcMain.handlers.clear();
    const openLink = async (): Promise<never> => {
      throw new PeepholeError('state-unusable', plainly('There is nothing to open.'));
    };
    serveWindow({ api, services: { ...services(), openLink }, onError: (error) => errors.push(error) });
    expect(await ask('openLink', ['login-items'])).toMatchObject({
      ok: false,
      error: { code: 'state-unusable', message: 'There is nothing to open.' },
    });
    expect(errors).toEqual([]);
  });

  test('is for the log only where it is not', async () => {
    fake.ipcMain.handlers.clear();
    const setLoginItem = (): never => {
      throw new Error('secret detail');
    };
    serveWindow({ api, services: { ...services(), setLoginItem }, onError: (error) => errors.push(error) });
    const answer = await ask('setLoginItem', [true]);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(errors).toHaveLength(1);
  });
});
