pub fn days_between(start: &str, end: &str) -> i64 {
    day_number(end) - day_number(start)
}

fn day_number(date: &str) -> i64 {
    let mut parts = date.split('-').map(|part| part.parse::<i64>().unwrap_or(0));
    let mut year = parts.next().unwrap_or(0);
    let mut month = parts.next().unwrap_or(0);
    let day = parts.next().unwrap_or(0);
    if month < 3 {
        year -= 1;
        month += 12;
    }
    let leap_days = year / 4 - year / 100 + year / 400;
    365 * year + leap_days + (153 * month - 457) / 5 + day
}
