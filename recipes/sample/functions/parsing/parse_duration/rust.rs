fn parse_duration(text: &str) -> Option<u64> {
    let mut total = 0;
    let mut amount: Option<u64> = None;
    for character in text.chars() {
        if let Some(digit) = character.to_digit(10) {
            amount = Some(amount.unwrap_or(0) * 10 + u64::from(digit));
            continue;
        }
        let seconds_per_unit = match character {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total += amount.take()? * seconds_per_unit;
    }
    if text.is_empty() || amount.is_some() {
        None
    } else {
        Some(total)
    }
}
