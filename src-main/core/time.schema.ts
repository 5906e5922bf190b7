import { z } from 'zod';
import { latestMs } from './time.ts';

/** A moment that was kept, ms since 1970: one that a date can be made of. Any other number is damage. */
export const timeMs = z.number().min(-latestMs).max(latestMs);
