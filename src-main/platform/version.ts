import manifest from '../../package.json' with { type: 'json' };

/** The version of this Peephole. */
export const version: string = manifest.version;
