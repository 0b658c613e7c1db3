fn second_largest(values: &[i64]) -> Option<i64> {
    let largest = values.iter().copied().max()?;
    values.iter().copied().filter(|&value| value != largest).max()
}
