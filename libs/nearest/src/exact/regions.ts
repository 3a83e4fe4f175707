import { isBeyond, type Place, type Split } from './choose-split.ts';

/** Pages of similar rows. */
export interface Leaf<Page> {
  /** Only the last page takes rows. An empty leaf has no pages. */
  readonly pages: Page[];
}

interface Branch<Page> {
  readonly split: Split;
  beyond: Node<Page>;
  within: Node<Page>;
}

type Node<Page> = Leaf<Page> | Branch<Page>;

/** The tree as JSON: a leaf's pages, or a split and its two parts. */
export type Written<Page> =
  | { readonly pages: readonly Page[] }
  | { readonly split: Split; readonly beyond: Written<Page>; readonly within: Written<Page> };

/**
 * A tree of splits that leads each row to pages of similar rows, so that pages have tight bounds. It grows only where
 * rows are added; rows in other leaves do not move.
 */
export class Regions<Page> {
  #root: Node<Page>;

  constructor(root: Node<Page> = { pages: [] }) {
    this.#root = root;
  }

  leafOf(place: Place): Leaf<Page> {
    let node = this.#root;
    while ('split' in node) node = isBeyond(place, node.split) ? node.beyond : node.within;
    return node;
  }

  /** Replaces the leaf of this place by a split with two empty leaves. */
  split(place: Place, split: Split): void {
    const grown: Branch<Page> = { split, beyond: { pages: [] }, within: { pages: [] } };
    let parent: Branch<Page> | undefined;
    let node = this.#root;
    while ('split' in node) {
      parent = node;
      node = isBeyond(place, node.split) ? node.beyond : node.within;
    }
    if (parent === undefined) this.#root = grown;
    else if (parent.beyond === node) parent.beyond = grown;
    else parent.within = grown;
  }

  write<As>(as: (page: Page) => As): Written<As> {
    return writeNode(this.#root, as);
  }

  static read<From, Page>(written: Written<From>, pageOf: (from: From) => Page): Regions<Page> {
    return new Regions(readNode(written, pageOf));
  }
}

function writeNode<Page, As>(node: Node<Page>, as: (page: Page) => As): Written<As> {
  if ('pages' in node) return { pages: node.pages.map(as) };
  const { split, beyond, within } = node;
  return { split, beyond: writeNode(beyond, as), within: writeNode(within, as) };
}

function readNode<From, Page>(written: Written<From>, pageOf: (from: From) => Page): Node<Page> {
  if ('pages' in written) return { pages: written.pages.map(pageOf) };
  const { split, beyond, within } = written;
  return { split, beyond: readNode(beyond, pageOf), within: readNode(within, pageOf) };
}
