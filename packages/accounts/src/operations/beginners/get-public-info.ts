import { nullable, shape, text } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

export const getPublicInfo = operation({
  name: 'beginners.appConfig.getPublicInfo',
  route: 'GET /app-config',
  access: 'public',
  summary: 'Give the name, address and language of this installation.',
  params: shape('GetPublicInfoParams', {}),
  result: shape('PublicInfo', { domainName: text(), domainUrl: nullable(text()), locale: nullable(text()) }),
  errors: [],
  example: {
    params: {},
    result: { domainName: 'Acme', domainUrl: 'https://gateway.acme.example', locale: 'en-us' },
  },
  run: async ({ settings }: Needs<'settings'>) => ({
    domainName: settings.domainName,
    domainUrl: settings.domainUrl ?? null,
    locale: settings.locale ?? null,
  }),
});
