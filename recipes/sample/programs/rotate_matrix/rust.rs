use std::io::{self, BufRead};

struct Matrix {
    rows: Vec<Vec<i64>>,
}

impl Matrix {
    fn rotated(&self) -> Matrix {
        let columns = 0..self.rows[0].len();
        Matrix { rows: columns.map(|x| self.rows.iter().rev().map(|row| row[x]).collect()).collect() }
    }
}

fn main() {
    let rows = io::stdin()
        .lock()
        .lines()
        .skip(1)
        .map(|line| line.unwrap().split_whitespace().map(|word| word.parse().unwrap()).collect())
        .filter(|row: &Vec<i64>| !row.is_empty())
        .collect();
    for row in (Matrix { rows }).rotated().rows {
        println!("{}", row.iter().map(i64::to_string).collect::<Vec<_>>().join(" "));
    }
}
