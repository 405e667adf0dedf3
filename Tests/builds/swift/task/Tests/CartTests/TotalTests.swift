import Cart
import Testing

@Test func twoAtThreeCostSix() {
    #expect(total(price: 3, count: 2) == 6)
}

@Test func noneCostNothing() {
    #expect(total(price: 3, count: 0) == 0)
}
