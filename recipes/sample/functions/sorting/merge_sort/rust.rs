pub fn merge_sort(numbers: &[i64]) -> Vec<i64> {
    if numbers.len() < 2 {
        return numbers.to_vec();
    }
    let (first_half, second_half) = numbers.split_at(numbers.len() / 2);
    let left = merge_sort(first_half);
    let right = merge_sort(second_half);
    let mut merged = Vec::with_capacity(numbers.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if left[i] <= right[j] {
            merged.push(left[i]);
            i += 1;
        } else {
            merged.push(right[j]);
            j += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    merged
}
