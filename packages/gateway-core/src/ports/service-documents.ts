import type { ApiDocument } from '../model/api-document.ts';
import type { Service } from '../model/service.ts';

/** The OpenAPI documents that services publish about themselves, at their `openapiPath`. */
export interface ServiceDocuments {
  /**
   * The document of a service as it was within the last minute; nobody changes it. `undefined` when there is none to be
   * had: the service names none, cannot be reached in time, or answers something else. That is logged, never thrown, and
   * no service keeps the document of another waiting.
   */
  of(service: Service): Promise<ApiDocument | undefined>;
}
