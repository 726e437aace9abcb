/** What the rest of Gameday has to know of a kind of component, beside its fields. */
export interface Kind<Fields> {
  /** On a drawing: `Redis`. */
  label(component: Fields): string;
  /** In a list, where it says more than the label. */
  line?(component: Fields): string;
  /** Drawn as a store of data. */
  readonly store: boolean;
  /** Speaks HTTP, so that a journey may lead to it. */
  readonly http: boolean;
  /** The image that it is made from where the stack is containers; none where it is not made. */
  readonly image: "app" | "itself" | "none";
  /** Accounts that a service behind it logs in with. */
  accounts?(component: Fields): readonly string[];
}
