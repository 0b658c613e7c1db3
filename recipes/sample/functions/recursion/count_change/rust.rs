fn count_change(amount: i64, coins: &[i64]) -> u64 {
    if amount == 0 {
        return 1;
    }
    match coins {
        [first, others @ ..] if amount > 0 => count_change(amount - first, coins) + count_change(amount, others),
        _ => 0,
    }
}
