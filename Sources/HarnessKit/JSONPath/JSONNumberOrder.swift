/// Which of two numbers is less, exactly.
///
/// Those that neither `Int` nor `Double` holds are compared digit by digit.
struct JSONNumberOrder {
    let isAscending: Bool
    let isSame: Bool

    /// Fails where one of them is no number.
    init?(_ left: JSON, _ right: JSON) {
        if case .integer(let a) = left, case .integer(let b) = right {
            (isAscending, isSame) = (a < b, a == b)
        } else if let a = Self.double(left), let b = Self.double(right) {
            (isAscending, isSame) = (a < b, a == b)
        } else if let a = Decimal(left), let b = Decimal(right) {
            (isAscending, isSame) = (a.precedes(b), a == b)
        } else {
            return nil
        }
    }

    private static func double(_ json: JSON) -> Double? {
        switch json {
        case .integer(let value): Double(exactly: value)
        case .number(let value): value
        default: nil
        }
    }

    /// 0.digits × 10^exponent, without zeros at either end of the digits; zero has none.
    private struct Decimal: Equatable {
        var isNegative = false
        var digits = Bytes()
        var exponent = 0

        init?(_ json: JSON) {
            switch json {
            case .integer, .number, .literal: break
            default: return nil
            }
            var text = Bytes(json.text(.compact).utf8)[...]
            if text.first == UInt8(ascii: "-") {
                isNegative = true
                text.removeFirst()
            }
            let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
            let mantissa = parts[0]
            let point = mantissa.firstIndex(of: UInt8(ascii: "."))
            digits = mantissa.filter(ASCII.isDigit)
            guard !digits.isEmpty else { return nil }
            exponent = (point ?? mantissa.endIndex) - mantissa.startIndex
            if parts.count == 2 { exponent += Self.exponent(parts[1]) }
            let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
            digits.removeFirst(zeros)
            exponent -= zeros
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
            if digits.isEmpty { (isNegative, exponent) = (false, 0) }
        }

        /// Capped far beyond what digits can make up for.
        private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
            let value = text.filter(ASCII.isDigit).reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1 << 50) }
            return text.first == UInt8(ascii: "-") ? -value : value
        }

        func precedes(_ other: Decimal) -> Bool {
            guard isNegative == other.isNegative else { return isNegative }
            return isNegative ? other.isSmaller(than: self) : isSmaller(than: other)
        }

        private func isSmaller(than other: Decimal) -> Bool {
            if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
            return exponent == other.exponent
                ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
        }
    }
}
