use std::io::{stdin, BufRead};

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn main() {
    let lines: Vec<String> = stdin().lock().lines().map(|line| line.unwrap()).collect();
    let values: Vec<f64> = lines[1].split_whitespace().map(|word| word.parse().unwrap()).collect();
    let mean = average(&values);
    let squares: Vec<f64> = values.iter().map(|value| (value - mean).powi(2)).collect();
    println!("{:.8}\n{:.8}", mean, average(&squares).sqrt());
}
