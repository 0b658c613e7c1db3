use std::io::{self, BufRead};

fn main() {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines();
    let n: usize = lines.next().unwrap().unwrap().trim().parse().unwrap();
    let mut total = 0i64;
    for _ in 0..n {
        let line = lines.next().unwrap().unwrap();
        let sum: i64 = line.split_whitespace().map(|word| word.parse::<i64>().unwrap()).sum();
        println!("{}", sum);
        total += sum;
    }
    println!("{}", total);
}
