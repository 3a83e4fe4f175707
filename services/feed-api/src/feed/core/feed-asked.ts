import type { Filters } from '../../lists/core/filters.ts';
import type { Walk } from './cursor.ts';

/** How a request goes through a feed: by the numbers of its pages, or by cursor. */
export type Paging =
  | { readonly kind: 'pages'; readonly page: number; readonly perPage: number; readonly asOf: Date | undefined }
  | { readonly kind: 'walk'; readonly limit: number; readonly cursor: string | undefined };

/** A request for a page of a feed, read and checked. */
export interface FeedAsked {
  readonly userId: string;
  readonly paging: Paging;
  /** The walk that a cursor goes on with; undefined for one that begins, and for pages by number. */
  readonly walk: Walk | undefined;
  /** In ascending order. */
  readonly excluded: readonly string[];
  readonly filters: Filters;
  /** 1 if the answer explains its scores; undefined if the query does not say. */
  readonly explain: number | undefined;
  /** Whose feed it is, and all that chooses from it: a cursor is good for this alone. */
  readonly binding: string;
  /** What the links to other pages begin with, and what they repeat of the query: empty, or from an ampersand on. */
  readonly link: { readonly url: string; readonly kept: string };
}
