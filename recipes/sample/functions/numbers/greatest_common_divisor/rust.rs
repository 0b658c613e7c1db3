fn greatest_common_divisor(first: i64, second: i64) -> i64 {
    let (mut first, mut second) = (first.abs(), second.abs());
    while second != 0 {
        (first, second) = (second, first % second);
    }
    first
}
