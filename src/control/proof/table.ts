/** Rows and columns as a tool printed them. */
export interface PrintedTable {
  /** As printed; one empty name for lists without a header. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
