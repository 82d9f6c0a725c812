/**
 * The value that would stand at an index if the values were sorted: Hoare's selection, which moves values about but does not sort them
 * all. The pivot is the median of three, so the same values always take the same steps.
 */
export function select(values: Float64Array, index: number): number {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const a = values[low]!, b = values[(low + high) >>> 1]!, c = values[high]!;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let left = low, right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const swapped = values[left]!;
      values[left++] = values[right]!;
      values[right--] = swapped;
    }
    if (index <= right) high = right;
    else if (index >= left) low = left;
    else return values[index]!;
  }
  return values[index]!;
}
