fn is_palindrome_phrase(phrase: &str) -> bool {
    let letters: Vec<char> = phrase
        .chars()
        .filter(|character| character.is_alphanumeric())
        .map(|character| character.to_ascii_lowercase())
        .collect();
    letters.iter().eq(letters.iter().rev())
}
