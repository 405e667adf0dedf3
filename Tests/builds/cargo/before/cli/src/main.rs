fn main() {
    let numbers: Vec<i64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [price, count] => println!("{}", cart_core::total(price, count)),
        _ => {
            eprintln!("usage: cart PRICE COUNT");
            std::process::exit(64);
        }
    }
}
