fn main() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let n: usize = line.trim().parse().unwrap();
    let mut crossed = vec![false; n + 1];
    let mut primes = Vec::new();
    for number in 2..=n {
        if !crossed[number] {
            primes.push(number);
            for multiple in (number * number..=n).step_by(number) {
                crossed[multiple] = true;
            }
        }
    }
    match primes.last() {
        Some(last) => println!("{} {}", primes.len(), last),
        None => println!("0 none"),
    }
}
