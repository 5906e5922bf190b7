/** The gateway's own limit on config writes (OC-36). */
import { GatewayRefusal } from './wire.ts';

const limit = 30;
const windowMs = 60_000;

/** What the 31st call within a minute is told. */
export function rateLimited(method: string, retryAfterMs: number): GatewayRefusal {
  return new GatewayRefusal({
    code: 'UNAVAILABLE',
    message: `rate limit exceeded for ${method}; retry after ${Math.ceil(retryAfterMs / 1000)}s`,
    retryable: true,
    retryAfterMs,
    details: { method, limit: `${limit} per ${windowMs / 1000}s` },
  });
}

/** Counts each client's calls of one method; no-ops and refused calls count, too. */
export function rateLimit(method: string) {
  const calls = new Map<string, number[]>();

  return {
    /** @throws GatewayRefusal for the 31st call within a minute. */
    count(client: string, nowMs: number): void {
      const recent = (calls.get(client) ?? []).filter((atMs) => nowMs - atMs < windowMs);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= limit)
        throw rateLimited(method, oldest + windowMs - nowMs);
      calls.set(client, [...recent, nowMs]);
    },
  };
}

export type RateLimit = ReturnType<typeof rateLimit>;
