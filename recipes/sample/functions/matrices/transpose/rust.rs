pub fn transpose(matrix: &[Vec<i64>]) -> Vec<Vec<i64>> {
    let columns = matrix.first().map_or(0, |row| row.len());
    (0..columns)
        .map(|column| matrix.iter().map(|row| row[column]).collect())
        .collect()
}
