use std::collections::HashMap;

fn longest_unique_run(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut last_seen = HashMap::new();
    let mut start = 0;
    let mut best = &characters[..0];
    for (index, &character) in characters.iter().enumerate() {
        if let Some(previous) = last_seen.insert(character, index) {
            start = start.max(previous + 1);
        }
        if index + 1 - start > best.len() {
            best = &characters[start..=index];
        }
    }
    best.iter().collect()
}
