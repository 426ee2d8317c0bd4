export { clientAddressOf } from './connection.ts';
export { type HttpServiceDocuments, httpServiceDocuments } from './documents/http-service-documents.ts';
export type { Hop } from './downstream/downstream-answer.ts';
export { Forwarder, type ForwarderSettings } from './downstream/forwarder.ts';
export { gatewayListener, type Listener, type ListenerPorts } from './gateway-listener.ts';
export {
  DEFAULT_LIMITS,
  DEFAULT_SETTINGS,
  type ListenerLimits,
  type ListenerSettings,
} from './listener-settings.ts';
export { type NativeApp, type NativeAppOptions, type NativeInfo, nativeApp } from './native-app.ts';
export type { NativeHandler } from './reception.ts';
export { requestId } from './request-id.ts';
export { TlsProblem, type TlsTexts } from './tls-material.ts';
export { type WebSockets, webSockets } from './web-socket.ts';
export type { WebSocketLimits, WebSocketsOptions } from './web-socket-upgrade.ts';
