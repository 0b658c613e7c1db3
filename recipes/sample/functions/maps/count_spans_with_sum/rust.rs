use std::collections::HashMap;

pub fn count_spans_with_sum(numbers: &[i64], target: i64) -> i64 {
    let mut seen: HashMap<i64, i64> = HashMap::from([(0, 1)]);
    let mut total = 0;
    let mut spans = 0;
    for number in numbers {
        total += number;
        spans += seen.get(&(total - target)).copied().unwrap_or(0);
        *seen.entry(total).or_insert(0) += 1;
    }
    spans
}
