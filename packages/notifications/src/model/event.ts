/** What outside systems may subscribe to. */
export type EventTrigger =
  | 'subscriptionAccount.created'
  | 'subscriptionAccount.updated'
  | 'subscriptionAccount.deleted'
  | 'userAccount.created'
  | 'userAccount.updated'
  | 'userAccount.deleted';

/** Something that happened, to be delivered to its subscribers. */
export interface DomainEvent {
  /** Also the delivery's correspondence id. */
  readonly id: string;
  readonly trigger: EventTrigger;
  readonly occurredAt: Date;
  /** The id of the account concerned. */
  readonly resourceId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
