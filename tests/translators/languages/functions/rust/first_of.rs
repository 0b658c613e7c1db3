use std::collections::HashMap;
fn first_of(lists: &HashMap<String, Vec<f64>>, key: &str) -> Option<f64> {
    lists.get(key)?.first().copied()
}
