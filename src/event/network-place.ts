/** Where a component stood on a network. */
export interface NetworkPlace {
  readonly network: string;
  readonly aliases: readonly string[];
  readonly address?: string;
  readonly address6?: string;
  readonly links?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
}
