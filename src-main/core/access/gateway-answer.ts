/**
 * What the gateway answered instead of doing what it was asked (OC-35, OC-81). It is judged by its codes; its words may
 * change with every release, and are only for the owner to read. They are one sanitised line without secrets.
 */
export interface GatewayAnswer {
  /** The gateway's own code, such as `INVALID_REQUEST` or `UNAVAILABLE`. */
  readonly code: string;
  /** The code of its details, such as `MISSING_SCOPE` or `CONFIG_INCLUDE_OWNERSHIP`; null: it names none. */
  readonly detail: string | null;
  /** Whether the gateway says that asking again may help; null: it does not say. */
  readonly retryable: boolean | null;
  readonly retryAfterMs: number | null;
  readonly message: string;
  /** What in the config it complains about, by setting. */
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}
