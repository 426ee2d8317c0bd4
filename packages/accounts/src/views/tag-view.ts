import { type Infer, nullable, record, shape, text, uuid } from '@mycelium/schema';
import type { Tag } from '../model/tag.ts';

export const TagView = shape('Tag', { id: uuid(), value: text(), meta: nullable(record(text())) });
export type TagView = Infer<typeof TagView>;

export const tagView = ({ id, value, meta }: Tag): TagView => ({ id, value, meta: meta ?? null });
