/// A time span as people type it, in seconds: "30", "0.5"; at most a year.
package struct Seconds: ArgumentValue {
    package static let expectation = "a number of seconds above 0, up to a year"

    package let duration: Duration

    package init?(word: Word) {
        guard word.bytes.allSatisfy({ ASCII.isDigit($0) || $0 == UInt8(ascii: ".") }), let value = Double(word.text),
            value >= 0.001, value <= 366 * 86_400
        else { return nil }
        duration = .milliseconds(Int((value * 1000).rounded()))
    }
}
