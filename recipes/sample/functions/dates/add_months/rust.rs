pub fn add_months(date: &str, months: i64) -> String {
    let parts: Vec<i64> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    let total = year * 12 + month - 1 + months;
    let (year, month) = (total / 12, total % 12 + 1);
    let last_day = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{:04}-{:02}-{:02}", year, month, day.min(last_day))
}
