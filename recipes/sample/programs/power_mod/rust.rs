use std::io;

fn power_mod(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1 % modulus;
    base %= modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

fn main() -> io::Result<()> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let count: u32 = line.trim().parse().expect("a number of questions");
    for _ in 0..count {
        line.clear();
        io::stdin().read_line(&mut line)?;
        let numbers: Vec<u64> = line.split(' ').map(|word| word.trim().parse().unwrap()).collect();
        println!("{}", power_mod(numbers[0], numbers[1], numbers[2]));
    }
    Ok(())
}
