fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn january_first(year: i64) -> i64 {
    let before = year - 1;
    (before + before / 4 - before / 100 + before / 400) % 7
}

fn weeks_in(year: i64) -> i64 {
    match january_first(year) {
        3 => 53,
        2 if is_leap(year) => 53,
        _ => 52,
    }
}

pub fn iso_week_number(year: i64, month: i64, day: i64) -> i64 {
    const DAYS_BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let mut ordinal = DAYS_BEFORE_MONTH[month as usize - 1] + day;
    if month > 2 && is_leap(year) {
        ordinal += 1;
    }
    let weekday = (january_first(year) + ordinal - 1) % 7;
    let week = (ordinal - weekday + 9) / 7;
    if week == 0 {
        weeks_in(year - 1)
    } else if week > weeks_in(year) {
        1
    } else {
        week
    }
}
