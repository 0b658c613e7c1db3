use std::io::{self, BufRead};

fn shift(character: char, places: i32) -> char {
    let first = match character {
        'a'..='z' => b'a',
        'A'..='Z' => b'A',
        _ => return character,
    };
    ((character as i32 - first as i32 + places).rem_euclid(26) as u8 + first) as char
}

fn main() {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines();
    let places: i32 = lines.next().unwrap().unwrap().trim().parse().unwrap();
    for line in lines {
        let shifted: String = line.unwrap().chars().map(|character| shift(character, places)).collect();
        println!("{}", shifted);
    }
}
