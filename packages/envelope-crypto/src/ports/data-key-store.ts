/** A tenant's data key as it is stored: encrypted with the key-encryption key. */
export interface WrappedKey {
  /** `v2:` + Base64 of nonce, ciphertext and tag. */
  readonly wrapped: string;
  /** The version of the key-encryption key that wrapped it. */
  readonly kekVersion: number;
}

/**
 * Data keys by tenant. The nil UUID stands for the installation itself; its row is made when the first
 * key is provisioned, under the name `System`, or `System <nil UUID>` where a tenant is called so.
 */
export interface DataKeyStore {
  /** `undefined` while the tenant has no key, or does not exist. */
  find(tenantId: string): Promise<WrappedKey | undefined>;
  /**
   * Gives the tenant this key unless it has one, and gives back the key it then has: of several concurrent calls all
   * hear of the same. `undefined`: there is no such tenant.
   */
  provision(tenantId: string, key: WrappedKey): Promise<WrappedKey | undefined>;
}
