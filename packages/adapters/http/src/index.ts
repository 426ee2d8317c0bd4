export type { Hop } from './downstream-answer.ts';
export { Forwarder, type ForwarderSettings } from './forwarder.ts';
export {
  gatewayListener,
  type Listener,
  type ListenerPorts,
  type NativeHandler,
} from './gateway-listener.ts';
export { type NativeApp, type NativeAppOptions, type NativeInfo, nativeApp } from './native-app.ts';
