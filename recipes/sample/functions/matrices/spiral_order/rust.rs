pub fn spiral_order(matrix: &[Vec<i64>]) -> Vec<i64> {
    let mut values = Vec::new();
    if matrix.is_empty() {
        return values;
    }
    // half-open ranges: rows top..bottom and columns left..right are still to be visited
    let (mut top, mut bottom) = (0, matrix.len());
    let (mut left, mut right) = (0, matrix[0].len());
    while top < bottom && left < right {
        values.extend_from_slice(&matrix[top][left..right]);
        values.extend((top + 1..bottom).map(|row| matrix[row][right - 1]));
        if bottom - top > 1 {
            values.extend((left..right - 1).rev().map(|column| matrix[bottom - 1][column]));
        }
        if right - left > 1 {
            values.extend((top + 1..bottom - 1).rev().map(|row| matrix[row][left]));
        }
        top += 1;
        bottom -= 1;
        left += 1;
        right -= 1;
    }
    values
}
