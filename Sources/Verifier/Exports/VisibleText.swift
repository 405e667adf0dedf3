import HarnessKit

/// Text from anywhere, as a document may hold it: what cannot be seen is shown, what is too long is cut.
package enum VisibleText {
    /// Control characters as their pictures, others that no document may hold as U+FFFD; line ends and tabs stay.
    package static func of(_ text: String) -> String {
        guard text.utf8.contains(where: isDoubtful) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\r", rest.first == "\n" { continue }
            result.append(picture(of: scalar) ?? scalar)
        }
        return String(result)
    }

    /// The same on one line, and no longer than a number of characters.
    package static func oneLine(_ text: String, atMost limit: Int = 200) -> String {
        // No character is kept beyond the limit, so none needs a picture there.
        let isLong = text.utf8.count > limit && text.count > limit
        let start = isLong ? String(text.prefix(limit)) + "…" : text
        guard start.utf8.contains(where: { $0 < 0x20 }) else { return of(start) }
        return of(start).split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
    }

    /// The beginning and the end of what has more than a number of bytes, and how much is left out between.
    static func shortened(_ text: String, to limit: Int) -> String {
        let count = text.utf8.count
        guard count > limit else { return text }
        let (head, tail) = (limit * 2 / 3, limit / 3)
        let start = text.utf8[..<text.utf8.index(text.startIndex, offsetBy: head)]
        let end = text.utf8[text.utf8.index(text.endIndex, offsetBy: -tail)...]
        // A cut within a character leaves parts of it at the edges; they go.
        let first = String(decoding: start.dropLast(while: isInnerByte), as: UTF8.self)
        let last = String(decoding: end.drop(while: { $0 & 0xC0 == 0x80 }), as: UTF8.self)
        return "\(first)\n[… \(count - first.utf8.count - last.utf8.count) bytes left out …]\n\(last)"
    }

    /// Bytes that may begin what `picture` replaces.
    private static func isDoubtful(_ byte: UInt8) -> Bool {
        (byte < 0x20 && byte != 0x0A && byte != 0x09) || byte >= 0x7F
    }

    private static func isInnerByte(_ byte: UInt8) -> Bool { byte >= 0x80 }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09, 0x0A: nil
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0xFFFE, 0xFFFF: "\u{FFFD}"
        case 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"  // these turn the reading direction of a line
        default: nil
        }
    }
}

extension BidirectionalCollection {
    fileprivate func dropLast(while isDropped: (Element) -> Bool) -> SubSequence {
        guard let last = lastIndex(where: { !isDropped($0) }) else { return self[startIndex..<startIndex] }
        return self[...last]
    }
}

/// Times and numbers as people read them.
package enum TimeText {
    /// "0.6 ms", "131 ms", "1.1 s", "2 min 5 s".
    package static func milliseconds(_ value: Double) -> String {
        let value = value.isFinite ? min(max(value, 0), 1e12) : 0
        if value < 9.95 { return "\(fixed(value, places: 1)) ms" }
        if value < 999.5 { return "\(Int(value.rounded())) ms" }
        if value < 9_950 { return "\(fixed(value / 1000, places: 1)) s" }
        let seconds = Int((value / 1000).rounded())
        if seconds < 120 { return "\(seconds) s" }
        return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
    }

    package static func seconds(_ value: Double) -> String { milliseconds(value * 1000) }

    /// A number with so many digits after the point, zeros at its end left out.
    package static func fixed(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1) { product, _ in product * 10 }
        let whole = Int((min(max(value, -1e12), 1e12) * Double(scale)).rounded())
        var digits = String(abs(whole) % scale)
        digits = String(repeating: "0", count: max(0, places - digits.count)) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(whole < 0 ? "-" : "")\(abs(whole) / scale)\(digits.isEmpty ? "" : ".\(digits)")"
    }

    /// "21 Nov 2026, 12:17:10 UTC"; the text itself where it is no moment.
    package static func moment(_ text: String) -> String {
        guard let date = Date(iso8601: text) else { return text }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let utc = date.iso8601
        let parts = utc.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return utc }
        return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0]), \(utc.dropFirst(11).dropLast()) UTC"
    }
}

/// "1 step", "5 steps".
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
