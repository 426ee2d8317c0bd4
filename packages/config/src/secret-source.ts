/**
 * Where `{ vault = { path, key } }` is looked up. Gives the text, or `undefined` when the path or the key does not
 * exist. Rejects when the store cannot be asked; the error's message must not hold a secret, because it is shown.
 */
export interface SecretSource {
  read(path: string, key: string): Promise<string | undefined>;
}

/** A value written down, or where to find it. */
export type SecretReference<T = string> =
  | T
  | { readonly env: string }
  | { readonly vault: { readonly path: string; readonly key: string } };
