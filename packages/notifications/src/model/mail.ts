/** A rendered e-mail, ready to be sent. */
export interface Mail {
  readonly from: { readonly name?: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A mail waiting in the outbox. */
export interface QueuedMail {
  readonly id: string;
  readonly mail: Mail;
  readonly created: Date;
  /** Failed deliveries so far. */
  readonly attempts: number;
}
