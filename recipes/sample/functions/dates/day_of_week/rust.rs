pub fn day_of_week(year: i64, month: i64, day: i64) -> String {
    const NAMES: [&str; 7] = [
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    ];
    const OFFSETS: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    let index = year + year / 4 - year / 100 + year / 400 + OFFSETS[month as usize - 1] + day;
    NAMES[(index % 7) as usize].to_string()
}
