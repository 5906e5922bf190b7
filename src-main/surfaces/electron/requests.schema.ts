import { z } from 'zod';
import { updateSteps } from '#core/surface/update-state.ts';
import { linkKeys, pages, type WindowTarget } from '#core/surface/window-target.ts';
import type { RequestName } from './channels.ts';

const nothing = z.tuple([]);

/** Leads somewhere; none of what it opens decides anything by itself. */
const target: z.ZodType<WindowTarget> = z.strictObject({
  page: z.enum(pages),
  handle: z.string().min(1).max(320).exactOptional(),
  crowd: z.string().min(1).max(64).exactOptional(),
  ask: z.enum(['undo', 'make-silent', 'start-held']).exactOptional(),
});

/** The arguments of every request. What a frame asks is read by the session, as on every transport. */
export const requestSchemas = {
  open: nothing,
  frame: z.tuple([z.string()]),
  close: nothing,
  openLink: z.tuple([z.enum(linkKeys)]),
  loginItem: nothing,
  setLoginItem: z.tuple([z.boolean()]),
  notificationAccess: nothing,
  testNotification: nothing,
  installCommand: nothing,
  facts: nothing,
  chooseConfig: nothing,
  canMove: nothing,
  moveToApplications: z.tuple([z.boolean()]),
  updateState: nothing,
  takeUpdateStep: z.tuple([z.enum(updateSteps)]),
  showWindow: z.tuple([target]),
  closePanel: nothing,
  resizePanel: z.tuple([z.number().min(0).max(100_000)]),
  quitAndReopen: nothing,
  quit: nothing,
} as const satisfies Record<RequestName, z.ZodType<readonly unknown[]>>;
