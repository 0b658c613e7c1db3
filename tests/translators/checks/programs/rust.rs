use std::io::Read;

fn classify(total: i64) -> &'static str {
    if total == 0 { "balanced" } else if total > 0 { "positive" } else { "negative" }
}

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let data: Vec<i64> = text.split_whitespace().map(|x| x.parse().unwrap()).collect();
    let count = data[0] as usize;
    let total = data[1..count + 1].iter().sum::<i64>() % 1000007;
    println!("{} {} {}", classify(total), total, 4096 + count);
}
