fn longest_common_prefix(words: &[&str]) -> String {
    let Some((first, rest)) = words.split_first() else {
        return String::new();
    };
    let mut prefix = first.to_string();
    for word in rest {
        while !word.starts_with(&prefix) {
            prefix.pop();
        }
    }
    prefix
}
