pub fn multiply_matrices(left: &[Vec<i64>], right: &[Vec<i64>]) -> Option<Vec<Vec<i64>>> {
    if left.first()?.len() != right.len() {
        return None;
    }
    let columns = right.first()?.len();
    let product = left
        .iter()
        .map(|row| {
            (0..columns)
                .map(|column| row.iter().zip(right).map(|(value, other)| value * other[column]).sum())
                .collect()
        })
        .collect();
    Some(product)
}
