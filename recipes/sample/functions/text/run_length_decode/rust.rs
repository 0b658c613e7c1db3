pub fn run_length_decode(encoded: &str) -> String {
    let mut decoded = String::new();
    let mut times: Option<usize> = None;
    for character in encoded.chars() {
        match character.to_digit(10) {
            Some(digit) => times = Some(times.unwrap_or(0) * 10 + digit as usize),
            None => {
                let run = std::iter::repeat(character).take(times.take().unwrap_or(1));
                decoded.extend(run);
            }
        }
    }
    decoded
}
