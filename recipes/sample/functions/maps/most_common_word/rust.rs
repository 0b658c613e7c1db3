use std::collections::HashMap;

pub fn most_common_word(words: &[&str]) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .max_by(|(a, count_a), (b, count_b)| count_a.cmp(count_b).then(b.cmp(a)))
        .map(|(word, _)| word.to_string())
        .unwrap_or_default()
}
