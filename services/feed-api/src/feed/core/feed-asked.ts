import type { Filters } from '../../lists/core/filters.ts';
import type { Walk } from './cursor.ts';

export type Paging =
  | { readonly kind: 'pages'; readonly page: number; readonly perPage: number; readonly asOf: Date | undefined }
  | { readonly kind: 'walk'; readonly limit: number; readonly cursor: string | undefined };

export interface FeedAsked {
  readonly userId: string;
  readonly paging: Paging;
  readonly walk: Walk | undefined;
  /** In ascending order. */
  readonly excluded: readonly string[];
  readonly filters: Filters;
  /** 1 if the answer explains its scores; undefined if the query does not say. */
  readonly explain: number | undefined;
  readonly binding: string;
  /** `url` without a query; `kept` is empty or starts with an ampersand. */
  readonly link: { readonly url: string; readonly kept: string };
}
