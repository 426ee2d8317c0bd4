import { described, type Infer, optional, shape, text, uuid } from '@mycelium/schema';
import { type DiscoverableServicesView, toolView } from '../views/tool-view.ts';
import { by } from './listing.ts';
import type { Needs } from './ports.ts';

export const DiscoverableServicesParams = shape('DiscoverableServicesParams', {
  id: described(optional(uuid()), "The service's id."),
  name: described(optional(text({ min: 1, max: 255 })), "The service's whole name."),
});

/** The services that agents may know of and that describe themselves, by name. */
export function discoverableServices(
  { catalogue }: Needs<'catalogue'>,
  { id, name }: Infer<typeof DiscoverableServicesParams>,
): Infer<typeof DiscoverableServicesView> {
  const all = catalogue.services
    .filter(service => (id ?? service.id) === service.id && (name ?? service.name) === service.name)
    .flatMap(service => toolView(service) ?? [])
    .sort(by(tool => tool.name));
  return {
    description: 'Describe public services, including the context where the service should run',
    contexts: all.filter(({ isContextApi }) => isContextApi),
    lastUpdated: null,
    tools: all.filter(({ isContextApi }) => !isContextApi),
  };
}
