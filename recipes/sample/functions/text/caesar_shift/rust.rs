pub fn caesar_shift(text: &str, shift: i64) -> String {
    let shift = shift.rem_euclid(26) as u8;
    text.chars()
        .map(|character| match character {
            'a'..='z' => ((character as u8 - b'a' + shift) % 26 + b'a') as char,
            'A'..='Z' => ((character as u8 - b'A' + shift) % 26 + b'A') as char,
            _ => character,
        })
        .collect()
}
