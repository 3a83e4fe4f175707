import type { StoredWeights } from './weights-codec.ts';

const FIRST_WEIGHTS = 1_024;
/** A row that grows gets room for this many times its weights. */
const GROWTH = 1.5;
const MAX_GENERATION = 255;
/** With more outdated weights than this share, all rows are written again without them. */
const MAX_OUTDATED_SHARE = 0.25;

/**
 * Weights by the item that speaks, written by the item that is spoken of. Weights of an item that is learned again stay in
 * the rows of its former speakers, and are known by their generation: a reader skips them, and now and then all are dropped.
 * Everything lies in a few arrays, because some hundred thousand small ones would take more than the weights.
 */
export class WeightRows {
  #targets = new Uint32Array(FIRST_WEIGHTS);
  #steps = new Int8Array(FIRST_WEIGHTS);
  #generations = new Uint8Array(FIRST_WEIGHTS);
  /** Where the next row begins. */
  #end = 0;
  // By speaker.
  #starts = new Uint32Array(0);
  #lengths = new Uint32Array(0);
  #rooms = new Uint32Array(0);
  // By target.
  #scales = new Float32Array(0);
  #current = new Uint8Array(0);
  #counts = new Uint32Array(0);
  #weights = 0;
  #outdated = 0;

  /** How many weights count. */
  get weights(): number {
    return this.#weights;
  }

  /** @param weights undefined where nothing is known of the target any more */
  replace(target: number, weights: StoredWeights | undefined): void {
    this.#cover(target);
    const former = this.#counts[target]!;
    if (former > 0) {
      this.#weights -= former;
      this.#outdated += former;
      if (this.#current[target] === MAX_GENERATION) this.#dropOutdated(target);
      else this.#current[target]! += 1;
    }
    const { scale = 0, numbers = new Uint32Array(0), steps = new Int8Array(0) } = weights ?? {};
    this.#scales[target] = scale;
    this.#counts[target] = numbers.length;
    this.#weights += numbers.length;
    for (let index = 0; index < numbers.length; index++) this.#append(numbers[index]!, target, steps[index]!);
    if (this.#outdated > MAX_OUTDATED_SHARE * (this.#weights + this.#outdated)) this.#dropOutdated();
  }

  /** Adds `amount` times what an item says to the sums, by target. @param sums as long as there are items */
  addRow(speaker: number, amount: number, sums: Float64Array, touched: number[]): void {
    const start = this.#starts[speaker] ?? 0;
    const end = start + (this.#lengths[speaker] ?? 0);
    for (let at = start; at < end; at++) {
      const target = this.#targets[at]!;
      if (this.#generations[at] !== this.#current[target]) continue;
      if (sums[target] === 0) touched.push(target);
      sums[target]! += amount * this.#scales[target]! * this.#steps[at]!;
    }
  }

  #append(speaker: number, target: number, step: number): void {
    this.#cover(speaker);
    const length = this.#lengths[speaker]!;
    if (length === this.#rooms[speaker]) this.#move(speaker, Math.ceil(GROWTH * (length + 1)));
    const at = this.#starts[speaker]! + length;
    this.#targets[at] = target;
    this.#steps[at] = step;
    this.#generations[at] = this.#current[target]!;
    this.#lengths[speaker] = length + 1;
  }

  /** To the end, where there is room. What it leaves is unused until outdated weights are dropped. */
  #move(speaker: number, room: number): void {
    this.#reserve(this.#end + room);
    const start = this.#starts[speaker]!;
    const end = start + this.#lengths[speaker]!;
    for (const array of [this.#targets, this.#steps, this.#generations]) array.copyWithin(this.#end, start, end);
    this.#starts[speaker] = this.#end;
    this.#rooms[speaker] = room;
    this.#end += room;
  }

  /** Writes all rows again without outdated weights. @param renewed a target of which no weight counts any more */
  #dropOutdated(renewed?: number): void {
    const [targets, steps, generations] = [this.#targets, this.#steps, this.#generations];
    const isOutdated = (at: number) => targets[at] === renewed || generations[at] !== this.#current[targets[at]!];
    const room = Math.ceil(GROWTH * this.#weights) + FIRST_WEIGHTS;
    this.#targets = new Uint32Array(room);
    this.#steps = new Int8Array(room);
    this.#generations = new Uint8Array(room);
    this.#end = 0;
    for (let speaker = 0; speaker < this.#starts.length; speaker++) {
      const start = this.#starts[speaker]!;
      const end = start + this.#lengths[speaker]!;
      const begin = this.#end;
      for (let at = start; at < end; at++) {
        if (isOutdated(at)) continue;
        this.#targets[this.#end] = targets[at]!;
        this.#steps[this.#end] = steps[at]!;
        this.#end += 1;
      }
      this.#starts[speaker] = begin;
      this.#lengths[speaker] = this.#end - begin;
      this.#rooms[speaker] = this.#end - begin;
    }
    this.#current.fill(0);
    this.#outdated = 0;
  }

  #reserve(weights: number): void {
    if (weights <= this.#targets.length) return;
    const room = Math.ceil(GROWTH * weights);
    this.#targets = lengthened(this.#targets, new Uint32Array(room));
    this.#steps = lengthened(this.#steps, new Int8Array(room));
    this.#generations = lengthened(this.#generations, new Uint8Array(room));
  }

  #cover(number: number): void {
    if (number < this.#starts.length) return;
    const items = Math.ceil(GROWTH * (number + 1));
    this.#starts = lengthened(this.#starts, new Uint32Array(items));
    this.#lengths = lengthened(this.#lengths, new Uint32Array(items));
    this.#rooms = lengthened(this.#rooms, new Uint32Array(items));
    this.#scales = lengthened(this.#scales, new Float32Array(items));
    this.#current = lengthened(this.#current, new Uint8Array(items));
    this.#counts = lengthened(this.#counts, new Uint32Array(items));
  }
}

function lengthened<Numbers extends { set(from: Numbers): void }>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
