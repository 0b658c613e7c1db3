fn collatz_length(start: i64) -> usize {
    std::iter::successors(Some(start), |&number| match number {
        end if end <= 1 => None,
        even if even % 2 == 0 => Some(even / 2),
        odd => Some(3 * odd + 1),
    })
    .count()
        - 1
}
