import Cart
import Testing

@Test func noneIsEmpty() {
    #expect(isEmpty(count: 0))
    #expect(!isEmpty(count: 2))
}
