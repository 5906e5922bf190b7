import { describe, expect, test } from 'vitest';
import { EventStream } from '../../../../src-main/gatekeeper/events/event-stream.ts';
import type { GatekeeperEvent, Part } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';

/** A part that notes what it was told, and may do something about it. */
function part(name: string, log: string[], act: (event: GatekeeperEvent) => void = () => {}): Part {
  return {
    receive(event) {
      log.push(`${name} ${event.type}`);
      act(event);
    },
  };
}

function stream(errors: unknown[] = []): EventStream {
  return new EventStream((error) => errors.push(error));
}

describe('the stream of events', () => {
  test('tells every part, in their order', () => {
    const log: string[] = [];
    const events = stream();
    events.deliverTo([part('first', log), part('second', log)]);
    events.emit({ type: 'config-changed', hash: null });
    expect(log).toEqual(['first config-changed', 'second config-changed']);
  });

  test('tells everybody of one event before anybody of the next', () => {
    const log: string[] = [];
    const events = stream();
    const first = part('first', log, ({ type }) => {
      if (type !== 'config-changed') return;
      events.emit({ type: 'write-sent' });
      log.push('first goes on');
    });
    events.deliverTo([first, part('second', log)]);
    events.emit({ type: 'config-changed', hash: null });
    expect(log).toEqual([
      'first config-changed',
      'first goes on',
      'second config-changed',
      'first write-sent',
      'second write-sent',
    ]);
  });

  test('goes on past a part in trouble, and tells of that', () => {
    const log: string[] = [];
    const errors: unknown[] = [];
    const events = stream(errors);
    const broken = part('broken', log, ({ type }) => {
      if (type === 'config-changed') throw new Error('full');
    });
    events.deliverTo([broken, part('second', log)]);
    events.emit({ type: 'config-changed', hash: null });
    expect(log).toEqual([
      'broken config-changed',
      'second config-changed',
      'broken trouble',
      'second trouble',
    ]);
    expect(errors).toEqual([new Error('full')]);
  });

  test('does not go round with a part that is in trouble about trouble', () => {
    const errors: unknown[] = [];
    const events = stream(errors);
    events.deliverTo([
      part('broken', [], () => {
        throw new Error('always');
      }),
    ]);
    events.emit({ type: 'config-changed', hash: null });
    expect(errors).toHaveLength(2);
  });
});
