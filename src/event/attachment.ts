/**
 * A component's place on one network, with everything that is needed to put it back there. Plain
 * data.
 */
export interface Attachment {
  /** The network's name. */
  readonly network: string;
  /** Under which the others find it there. */
  readonly aliases: readonly string[];
  /** Only where its address was chosen by hand. */
  readonly address?: string;
  readonly address6?: string;
  readonly links?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
}
