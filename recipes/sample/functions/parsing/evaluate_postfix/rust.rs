fn evaluate_postfix(expression: &str) -> Option<i64> {
    let mut stack: Vec<i64> = Vec::new();
    for part in expression.split(' ') {
        if !matches!(part, "+" | "-" | "*") {
            let digits = part.strip_prefix('-').unwrap_or(part);
            if !digits.starts_with(|first: char| first.is_ascii_digit()) {
                return None;
            }
            stack.push(part.parse().ok()?);
            continue;
        }
        let right = stack.pop()?;
        let left = stack.pop()?;
        stack.push(match part {
            "+" => left + right,
            "-" => left - right,
            _ => left * right,
        });
    }
    match stack[..] {
        [result] => Some(result),
        _ => None,
    }
}
