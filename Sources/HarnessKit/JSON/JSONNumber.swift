/// A number while its digits come in; decides in which form it is kept.
struct JSONNumber {
    var isNegative = false
    var isWhole = true
    /// Significant digits so far, and the first 18 of them as a number.
    private var digits = 0
    private var mantissa = 0
    /// The power of ten that follows from the point, and the one that is written.
    private var exponent = 0
    private var written = 0
    private var writtenIsNegative = false

    mutating func add(_ digit: Int) {
        if digits == 0, digit == 0 { return }
        digits += 1
        if digits <= 18 { mantissa = mantissa * 10 + digit }
    }

    mutating func addFraction(_ digit: Int) {
        add(digit)
        exponent -= 1
    }

    mutating func addExponent(_ digit: Int, isNegative: Bool) {
        written = min(written * 10 + digit, Self.longestExponent)
        writtenIsNegative = isNegative
    }

    func value(of text: UnsafeBufferPointer<UInt8>) -> JSON {
        if isWhole, let integer = integer(of: text) { return integer }
        let power = exponent + (writtenIsNegative ? -written : written)
        // Both factors are exact in a Double, so that the one operation rounds correctly.
        if digits <= 15, written < Self.longestExponent, Self.powers.indices.contains(abs(power)) {
            let value = power < 0 ? Double(mantissa) / Self.powers[-power] : Double(mantissa) * Self.powers[power]
            return .number(isNegative ? -value : value)
        }
        let literal = String(decoding: text, as: UTF8.self)
        guard let value = Double(literal), value.isFinite, value != 0 || digits == 0,
            digits <= 15 || Self.holds(value, literal)
        else {
            return .literal(literal)
        }
        return .number(value)
    }

    private func integer(of text: UnsafeBufferPointer<UInt8>) -> JSON? {
        if digits <= 18 {
            if isNegative, mantissa == 0 { return .number(-0.0) }
            return .integer(isNegative ? -mantissa : mantissa)
        }
        let literal = String(decoding: text, as: UTF8.self)
        return Int(literal).map(JSON.integer) ?? .literal(literal)
    }

    /// Whether writing the value again gives the digits that were read.
    private static func holds(_ value: Double, _ literal: String) -> Bool {
        func significant(_ text: String) -> Substring {
            let digits = text.prefix { $0 != "e" && $0 != "E" }.filter { $0.isNumber }.drop { $0 == "0" }
            return digits[..<(digits.lastIndex { $0 != "0" }.map { digits.index(after: $0) } ?? digits.startIndex)]
        }
        return significant("\(value)") == significant(literal)
    }

    /// Beyond this the exponent is not counted any more, and the text decides.
    private static let longestExponent = 100_000

    private static let powers: [Double] = (0...22).map { power in (0..<power).reduce(1.0) { value, _ in value * 10 } }
}
