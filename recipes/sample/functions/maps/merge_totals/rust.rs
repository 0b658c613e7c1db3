use std::collections::HashMap;

pub fn merge_totals(
    first: &HashMap<String, i64>,
    second: &HashMap<String, i64>,
) -> HashMap<String, i64> {
    let mut merged = first.clone();
    for (name, amount) in second {
        *merged.entry(name.clone()).or_insert(0) += amount;
    }
    merged.retain(|_, total| *total != 0);
    merged
}
