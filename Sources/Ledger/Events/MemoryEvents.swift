import HarnessKit

/// Somebody was shown what earlier tasks taught.
package struct MemoryRecalled: EventBody {
    package static let kind = "memory.recalled"
    package static let fields: [Field<Self>] = [
        .required("query", \.query, "what was asked"),
        .defaulted("shown", \.shown, "the entries that were shown"),
        .defaulted("cut", \.cut, "the entries that were found and left out for want of room"),
        .defaulted("tokens", \.tokens, "how long it was, by estimate"),
    ]

    package var query = ""
    package var shown: [String] = []
    package var cut: [String] = []
    package var tokens = 0

    package init() {}
}
