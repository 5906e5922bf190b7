/**
 * By what macOS knows Peephole: permissions, notifications and the login item go by it. The development bundle is an app of
 * its own (scripts/dev-bundle.ts); the packaged one is named so in electron-builder.yml. Stands alone: scripts import it.
 */
export const bundleIds = { app: 'app.peephole.mac', development: 'app.peephole.mac.development' } as const;
