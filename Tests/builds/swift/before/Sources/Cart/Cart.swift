public func total(price: Int, count: Int) -> Int {
    price + count
}

public func isEmpty(count: Int) -> Bool {
    count == 0
}
