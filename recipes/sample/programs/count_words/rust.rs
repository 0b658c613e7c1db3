use std::io::{self, Read};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let mut longest = "-";
    let mut words = 0;
    for word in text.split_whitespace() {
        if words == 0 || word.len() > longest.len() {
            longest = word;
        }
        words += 1;
    }
    println!("{} {} {}", text.lines().count(), words, longest);
}
