use std::io::*;

fn main() {
    let mut text = String::new();
    stdin().read_to_string(&mut text).unwrap();
    let mut ends: Vec<i64> = Vec::new();
    for value in text.split_ascii_whitespace().skip(1).map(|word| word.parse::<i64>().unwrap()) {
        match ends.binary_search(&value) {
            Ok(_) => {}
            Err(at) if at == ends.len() => ends.push(value),
            Err(at) => ends[at] = value,
        }
    }
    println!("{}", ends.len());
}
