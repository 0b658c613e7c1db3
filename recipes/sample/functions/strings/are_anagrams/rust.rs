fn are_anagrams(first: &str, second: &str) -> bool {
    fn sorted_letters(text: &str) -> Vec<char> {
        let mut letters: Vec<char> = text.to_lowercase().chars().filter(|&letter| letter != ' ').collect();
        letters.sort_unstable();
        letters
    }
    sorted_letters(first) == sorted_letters(second)
}
