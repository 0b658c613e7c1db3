fn max_subarray_sum(values: &[i64]) -> i64 {
    let mut best = 0;
    let mut current = 0;
    for value in values {
        current = (current + value).max(0);
        best = best.max(current);
    }
    best
}
