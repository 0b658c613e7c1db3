use std::io::{self, BufRead, Write};

fn is_balanced(text: &str) -> bool {
    let mut opened = Vec::new();
    for character in text.chars() {
        let opening = match character {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => {
                opened.push(character);
                continue;
            }
        };
        if opened.pop() != Some(opening) {
            return false;
        }
    }
    opened.is_empty()
}

fn main() {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines().map(|line| line.unwrap());
    let mut out = io::BufWriter::new(io::stdout());
    let n: usize = lines.next().unwrap().trim().parse().unwrap();
    for _ in 0..n {
        let text = lines.next().unwrap_or_default();
        writeln!(out, "{}", if is_balanced(text.trim()) { "YES" } else { "NO" }).unwrap();
    }
}
