/** Whom a page reaches, worked out for one moment. */
export interface OnCall {
  readonly role: string;
  readonly service?: string;
  readonly people: readonly string[];
  /** Who is asked when they do not answer; missing when there is no one else. */
  readonly backup?: string;
  readonly team: readonly string[];
}
