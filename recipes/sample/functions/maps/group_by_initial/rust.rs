use std::collections::BTreeMap;

pub fn group_by_initial(words: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in words {
        if let Some(initial) = word.chars().next() {
            groups
                .entry(initial.to_lowercase().to_string())
                .or_default()
                .push(word.to_string());
        }
    }
    groups
}
