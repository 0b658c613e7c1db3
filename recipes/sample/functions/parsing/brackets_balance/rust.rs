fn brackets_balance(text: &str) -> bool {
    let mut expected = Vec::new();
    for character in text.chars() {
        match character {
            '(' => expected.push(')'),
            '[' => expected.push(']'),
            '{' => expected.push('}'),
            ')' | ']' | '}' => {
                if expected.pop() != Some(character) {
                    return false;
                }
            }
            _ => {}
        }
    }
    expected.is_empty()
}
