import type { Route, Service } from '../model/service.ts';

/** A public route that accepts every method, unless told otherwise. */
export const aRoute = (path: string, change: Partial<Route> = {}): Route => ({
  path,
  methods: ['ALL'],
  group: { kind: 'public' },
  acceptInsecureRouting: false,
  callbacks: [],
  origin: 'config.toml',
  ...change,
});

export const aService = (name: string, routes: readonly Route[], change: Partial<Service> = {}): Service => ({
  id: '00000000-0000-4000-8000-000000000000',
  name,
  hosts: ['127.0.0.1:1'],
  protocol: 'http',
  routes,
  secrets: new Map(),
  allowedSources: [],
  forwardAuthorization: false,
  discoverable: false,
  capabilities: [],
  serviceType: 'unknown',
  isContextApi: false,
  ...change,
});
