/** The frames of wire protocol 4 (OC-81). Every one is checked against OpenClaw's own schemas. */
import { type ErrorShape, validateRequestFrame } from '@openclaw/gateway-protocol';
import {
  ChannelsPairingListResultSchema,
  ChannelsStatusResultSchema,
  ErrorShapeSchema,
  EventFrameSchema,
  HelloOkSchema,
  ResponseFrameSchema,
  ShutdownEventSchema,
  TickEventSchema,
} from '@openclaw/gateway-protocol/schema';
import { z } from 'zod';

export interface RequestFrame {
  readonly type: 'req';
  readonly id: string;
  readonly method: string;
  readonly params?: unknown;
}

export type GatewayError = ErrorShape;

/** Thrown by a method's handler: the error frame that answers the request. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly shape: GatewayError;

  constructor(shape: GatewayError) {
    super(shape.message);
    this.shape = shape;
  }
}

/** `INVALID_REQUEST` with a message of OpenClaw's own. */
export function invalidRequest(message: string, details?: unknown): GatewayRefusal {
  return new GatewayRefusal({
    code: 'INVALID_REQUEST',
    message,
    ...(details === undefined ? {} : { details }),
  });
}

// The protocol package is a little older than the gateway this is measured on, which also sends these two.
const channelsStatus = {
  ...ChannelsStatusResultSchema,
  properties: { ...ChannelsStatusResultSchema.properties, statusIssues: { type: 'array' } },
};
const { auth } = HelloOkSchema.properties;
const helloOk = {
  ...HelloOkSchema,
  properties: {
    ...HelloOkSchema.properties,
    auth: { ...auth, properties: { ...auth.properties, method: { type: 'string' } } },
  },
};

// The schemas are TypeBox's, which are JSON Schema; its own types say more than Zod's importer wants to know.
function compile(schema: object): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

const frames = {
  event: compile(EventFrameSchema),
  res: compile(ResponseFrameSchema),
  error: compile(ErrorShapeSchema),
};
const results: Readonly<Record<string, z.ZodType>> = {
  connect: compile(helloOk),
  'channels.status': compile(channelsStatus),
  'channels.pairing.list': compile(ChannelsPairingListResultSchema),
};
const events: Readonly<Record<string, z.ZodType>> = {
  shutdown: compile(ShutdownEventSchema),
  tick: compile(TickEventSchema),
  'config.changed': z.strictObject({ path: z.string(), hash: z.string(), ts: z.number().int() }),
  'connect.challenge': z.object({ nonce: z.string().min(1), ts: z.number().int() }),
};

/** A frame of ours that OpenClaw would not send is a bug of the practice gateway, never the client's: it is thrown. */
function check(what: string, schema: z.ZodType | undefined, value: unknown): void {
  const read = schema?.safeParse(value);
  if (read && !read.success)
    throw new Error(`practice gateway: ${what} is not protocol 4: ${read.error.message}`);
}

export function eventFrame(event: string, payload: unknown, seq?: number): string {
  const frame = { type: 'event', event, payload, ...(seq === undefined ? {} : { seq }) };
  check(`event ${event}`, frames.event, frame);
  check(`payload of ${event}`, events[event], payload);
  return JSON.stringify(frame);
}

export function resultFrame(method: string, id: string, payload: unknown): string {
  const frame = { type: 'res', id, ok: true, payload };
  check(`answer to ${method}`, frames.res, frame);
  check(`payload of ${method}`, results[method], payload);
  return JSON.stringify(frame);
}

export function errorFrame(id: string, error: GatewayError): string {
  const frame = { type: 'res', id, ok: false, error };
  check('error', frames.error, error);
  check('error frame', frames.res, frame);
  return JSON.stringify(frame);
}

/** @returns null for anything that is no request frame; `undefined` for what is not even JSON. */
export function readRequest(text: string): RequestFrame | null | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  return validateRequestFrame(frame) ? (frame as RequestFrame) : null;
}
