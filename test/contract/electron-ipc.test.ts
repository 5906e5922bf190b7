import { ipcMain } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandNames } from '#contract/commands.schema.ts';
import { PeepholeError } from '#core/errors.ts';
import { type RequestName, requests, told } from '../../src-main/surfaces/electron/channels.ts';
import {
  isOurFrame,
  requestSchemas,
  serveWindow,
  type WindowServices,
} from '../../src-main/surfaces/electron/ipc-server.ts';
import * as fake from '../fakes/electron.ts';
import { FakeAppApi, fakeSender } from '../support/fake-app-api.ts';

const names = Object.keys(requests) as RequestName[];
const ours = { origin: 'app://peephole', parent: null };

/** For each request arguments that are right, and some that are wrong. */
const samples: Readonly<Record<RequestName, { right: unknown[]; wrong: unknown[][] }>> = {
  command: { right: ['status', {}], wrong: [[], [5, {}], [['status'], {}], ['status', {}, {}]] },
  subscribe: { right: [], wrong: [['more']] },
  openLink: {
    right: ['full-disk-access'],
    wrong: [[], ['https://example.com'], ['toString'], [{}], ['full-disk-access', 'x']],
  },
  loginItem: { right: [], wrong: [[true]] },
  setLoginItem: { right: [true], wrong: [[], ['yes'], [1], [true, true]] },
  testNotification: { right: [], wrong: [[{ title: 'hi' }]] },
  quitAndReopen: { right: [], wrong: [['--inspect']] },
  quit: { right: [], wrong: [[0]] },
};

let api: FakeAppApi;
let done: string[];
let errors: unknown[];
let page: fake.FakeWebContents;

const services = (): WindowServices => ({
  openLink: async (key) => void done.push(`open ${key}`),
  loginItem: () => {
    done.push('loginItem');
    return 'enabled';
  },
  setLoginItem: (on) => {
    done.push(`setLoginItem ${on}`);
    return 'requires-approval';
  },
  testNotification: () => void done.push('test'),
  quitAndReopen: () => void done.push('reopen'),
  quit: () => void done.push('quit'),
});

function ask(name: RequestName, args: unknown[], frame: unknown = ours): Promise<unknown> {
  const handler = fake.ipcMain.handlers.get(requests[name]);
  if (handler === undefined) throw new Error(`Nobody answers ${name}`);
  const event = { sender: page as never, senderFrame: frame as never };
  return handler(event, ...args) as Promise<unknown>;
}

beforeEach(() => {
  fake.ipcMain.handlers.clear();
  api = new FakeAppApi([fakeSender('+12125550101')]);
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
    expect(await ask(name, samples[name].right)).toMatchObject({ ok: true });
    expect(done.length + api.calls.length + api.subscribers).toBeGreaterThan(0);
  });

  test.each(commandNames)('the command %s goes through the contract', async (command) => {
    const answer = await ask('command', [command, { nonsense: true }]);
    expect(answer).toMatchObject({ ok: false, error: { code: 'usage' } });
    expect(api.calls).toEqual([]);
  });

  test.each(['subscribe', 'toString', '__proto__', '', 'Status'])(
    'there is no command %j',
    async (command) => {
      expect(await ask('command', [command, {}])).toMatchObject({ ok: false, error: { code: 'usage' } });
      expect(api.calls).toEqual([]);
    },
  );
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

describe('a subscription', () => {
  test('gives the whole state first, then what changes, and again when asked again', async () => {
    await ask('subscribe', []);
    api.change(fakeSender('+12125550102'));
    await ask('subscribe', []);
    const pushes = page.sent.filter(({ channel }) => channel === told.push).map(({ value }) => value);
    expect(pushes).toMatchObject([{ base: null }, { base: 1, revision: 2 }, { base: null, revision: 2 }]);
    expect(api.subscribers).toBe(1);
  });

  test.each(['destroyed', 'render-process-gone'])('ends with the page: %s', async (event) => {
    await ask('subscribe', []);
    page.emit(event);
    api.change(fakeSender('+12125550102'));
    expect(api.subscribers).toBe(0);
    expect(page.sent).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  test('is a sentence for the owner where it is ours', async () => {
    fake.ipcMain.handlers.clear();
    const openLink = async (): Promise<void> => {
      throw new PeepholeError('state-unusable', 'There is nothing to open.');
    };
    serveWindow({ api, services: { ...services(), openLink }, onError: (error) => errors.push(error) });
    expect(await ask('openLink', ['login-items'])).toEqual({
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
