pub fn determinant(matrix: &[Vec<i64>]) -> i64 {
    let mut rows = matrix.to_vec();
    let size = rows.len();
    if size == 0 {
        return 1;
    }
    let mut sign = 1;
    let mut previous = 1;
    for k in 0..size - 1 {
        let Some(pivot) = (k..size).find(|&i| rows[i][k] != 0) else {
            return 0;
        };
        if pivot != k {
            rows.swap(k, pivot);
            sign = -sign;
        }
        for i in k + 1..size {
            for j in k + 1..size {
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous;
            }
        }
        previous = rows[k][k];
    }
    sign * rows[size - 1][size - 1]
}
