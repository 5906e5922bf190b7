/**
 * `@photon-ai/imessage-kit` as its users call it, under Bun, whose SQLite needs no build. It refuses to start off a Mac, though what it does here
 * has no need of one: so it is told that this is one. `imessage-kit.mjs FOLDER_OF_THE_PACKAGE PATH`; speaks as `watcher.ts` does.
 * JavaScript, and nothing is imported: Bun finds none of the project's packages here.
 */
Object.defineProperty(process, 'platform', { value: 'darwin' });
const [, , folder, path] = process.argv;
const { IMessageSDK } = await import(`${folder}/dist/index.js`);
const sdk = new IMessageSDK({ databasePath: path });
await sdk.startWatching({
  onIncomingMessage: ({ rowId }) =>
    console.log(JSON.stringify({ rowId, seenMs: performance.timeOrigin + performance.now() })),
});
console.log(JSON.stringify({ ready: true }));
