/**
 * - `SERVICE_CONNECT_TIMEOUT`: no connection came about in time.
 * - `SERVICE_CLOSED`: the connection ended before the answer did.
 * - `ANSWER_INVALID`: what the service sends is not an answer in HTTP/1.1.
 * - `ANSWER_FIELDS_TOO_LARGE`: the head of its answer does not end.
 * - `REQUEST_INVALID`: the request cannot be written without saying something else.
 * - `FORWARDER_CLOSED`: the gateway is shutting down.
 */
export type ServiceFaultCode =
  | 'SERVICE_CONNECT_TIMEOUT'
  | 'SERVICE_CLOSED'
  | 'ANSWER_INVALID'
  | 'ANSWER_FIELDS_TOO_LARGE'
  | 'REQUEST_INVALID'
  | 'FORWARDER_CLOSED';

/** Why an exchange with a service failed, where the system has no error of its own for it. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly code: ServiceFaultCode;

  constructor(code: ServiceFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const invalidAnswer = (message: string): ServiceFault => new ServiceFault('ANSWER_INVALID', message);
