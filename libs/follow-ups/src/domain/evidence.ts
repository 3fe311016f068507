/** Where proof can be found of what is said to have been done. */
export interface Evidence {
  readonly title: string;
  readonly uri: string;
}
