/** A request over NATS that a service asks and another answers. */
export interface RequestContract {
  readonly subject: string;
  readonly summary: string;
}
