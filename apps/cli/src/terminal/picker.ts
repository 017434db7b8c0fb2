import { fuzzyFilter } from "./fuzzy.ts";

export interface PickerItem<Value> {
  label: string;
  detail?: string | undefined;
  value: Value;
}

/** A list to choose from, narrowed by typing. */
export interface Picker<Value> {
  readonly title: string;
  readonly items: readonly PickerItem<Value>[];
  readonly filter: string;
  readonly shown: readonly PickerItem<Value>[];
  readonly index: number;
}

export function createPicker<Value>(
  title: string,
  items: readonly PickerItem<Value>[],
  selected = 0,
): Picker<Value> {
  return { title, items, filter: "", shown: items, index: Math.max(0, selected) };
}

export function filtered<Value>(picker: Picker<Value>, filter: string): Picker<Value> {
  const shown = fuzzyFilter(
    filter,
    picker.items,
    ({ label, detail }) => `${label} ${detail ?? ""}`,
  );
  return { ...picker, filter, shown, index: 0 };
}

export function movedBy<Value>(picker: Picker<Value>, by: number): Picker<Value> {
  const last = picker.shown.length - 1;
  if (last < 0) return picker;
  const wraps = Math.abs(by) === 1;
  const index = picker.index + by;
  const bounded = Math.max(0, Math.min(last, index));
  const wrapped = index < 0 ? last : index > last ? 0 : index;
  return { ...picker, index: wraps ? wrapped : bounded };
}

/** The part of a list of which `count` items are shown, with the selected one among them. */
export function visibleRange(index: number, length: number, count: number): [number, number] {
  const start = Math.max(0, Math.min(index - Math.floor(count / 2), length - count));
  return [start, Math.min(length, start + count)];
}
