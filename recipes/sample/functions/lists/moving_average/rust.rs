fn moving_average(values: &[f64], window: i64) -> Vec<f64> {
    if window < 1 {
        return Vec::new();
    }
    values
        .windows(window as usize)
        .map(|stretch| stretch.iter().sum::<f64>() / window as f64)
        .collect()
}
