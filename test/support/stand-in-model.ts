import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A run of the agent that is being kept waiting for its model. */
export interface AgentHold {
  /** Resolves when a request of the agent has come in and is being kept. */
  readonly reached: Promise<void>;
  /** Lets every kept request be answered, and new ones at once again. */
  release(): void;
}

export interface StandInModel {
  /** Base URL for OpenClaw's provider config. */
  readonly baseUrl: string;
  /** The newest turn of every request the agent made, oldest first: the sender's id and words among it. */
  prompts(): readonly string[];
  /** From now on requests wait until released; only those whose newest turn contains `text`, when given. */
  hold(text?: string): AgentHold;
  stop(): Promise<void>;
}

interface ChatRequest {
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly { readonly text?: string }[];
  }[];
}

/** What the stand-in model answers to everything. */
export const agentReply = 'Hello from the stand-in model.';

/** What was said since the model's last answer: the person's words and OpenClaw's notes about the sender. */
function newestTurn(request: ChatRequest): string {
  const answered = request.messages.findLastIndex((message) => message.role === 'assistant');
  return request.messages
    .slice(answered + 1)
    .filter((message) => message.role === 'user')
    .map(({ content }) =>
      typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n'),
    )
    .join('\n');
}

function reply(response: ServerResponse, stream: boolean): void {
  const head = { id: 'stand-in', created: Math.floor(Date.now() / 1000), model: 'stand-in' };
  if (!stream) {
    const message = { role: 'assistant', content: agentReply };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...head, object: 'chat.completion', choices }));
    return;
  }
  const chunk = (delta: object, finish_reason: 'stop' | null) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  response.setHeader('content-type', 'text/event-stream');
  response.end(
    `${chunk({ role: 'assistant', content: agentReply }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`,
  );
}

/** A model provider on loopback that speaks OpenAI's chat completions and answers at once. */
export async function startStandInModel(): Promise<StandInModel> {
  const prompts: string[] = [];
  let held: { readonly text: string; readonly reached: () => void; readonly released: Promise<void> } | null =
    null;

  async function complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as ChatRequest;
    const prompt = newestTurn(body);
    prompts.push(prompt);
    if (held && prompt.includes(held.text)) {
      held.reached();
      await held.released;
    }
    reply(response, body.stream === true);
  }

  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url?.endsWith('/chat/completions')) {
      complete(request, response).catch((error: unknown) => response.destroy(error as Error));
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    prompts: () => prompts,
    hold(text = '') {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held = { text, reached: reached.resolve, released: released.promise };
      return {
        reached: reached.promise,
        release() {
          held = null;
          released.resolve();
        },
      };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
