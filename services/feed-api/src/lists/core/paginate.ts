import type { Pagination } from '@jophiel/contracts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly pagination: Pagination;
}

export function paginate<Item>(
  all: readonly Item[],
  { page, per_page }: { page: number; per_page: number },
  { url, as_of, kept = '' }: { url: string; as_of: string; kept?: string },
): Page<Item> {
  const lastPage = Math.max(Math.ceil(all.length / per_page), 1);
  const urlOf = (number: number) =>
    number >= 1 && number <= lastPage ? `${url}?page=${number}&per_page=${per_page}&as_of=${as_of}${kept}` : null;
  return {
    items: all.slice((page - 1) * per_page, page * per_page),
    pagination: {
      current_page: page,
      per_page,
      total: all.length,
      last_page: lastPage,
      next_page_url: urlOf(page + 1),
      prev_page_url: page > lastPage ? urlOf(lastPage) : urlOf(page - 1),
    },
  };
}
