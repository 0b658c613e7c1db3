use std::io::{self, BufRead};

fn numbers(line: &str) -> Vec<usize> {
    line.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn main() {
    let lines: Vec<String> = io::stdin().lock().lines().map_while(Result::ok).collect();
    let amount = numbers(&lines[0])[0];
    let mut fewest: Vec<Option<u32>> = vec![None; amount + 1];
    fewest[0] = Some(0);
    for coin in numbers(&lines[1]) {
        for part in coin..=amount {
            if let Some(before) = fewest[part - coin] {
                let other = before + 1;
                fewest[part] = Some(fewest[part].map_or(other, |now| now.min(other)));
            }
        }
    }
    println!("{}", fewest[amount].map_or(-1, |count| count as i64));
}
