import Cart
import TestSupport
import Testing

@Test func twoAtThreeCostSix() {
    expect(total(price: 3, count: 2), is: 6)
}

@Test func noneCostNothing() {
    expect(total(price: 3, count: 0), is: 0)
}
