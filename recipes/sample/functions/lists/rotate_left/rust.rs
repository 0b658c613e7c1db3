fn rotate_left(values: &[i64], steps: i64) -> Vec<i64> {
    let mut rotated = values.to_vec();
    if !rotated.is_empty() {
        let offset = steps.rem_euclid(rotated.len() as i64);
        rotated.rotate_left(offset as usize);
    }
    rotated
}
