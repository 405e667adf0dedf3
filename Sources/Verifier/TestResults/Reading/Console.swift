import HarnessKit

/// What a program printed, as lines without colours.
enum Console {
    /// Visits the lines, whichever way they end; escape sequences are taken out, empty lines in a row are one.
    static func forEachLine(of output: Bytes, _ body: (Line) -> Void) {
        let text = plain(output)
        var start = 0
        var isBlank = false
        while start < text.count {
            let end = text.offset(of: [0x0A], from: start) ?? text.count
            defer { start = end + 1 }
            if start == end, isBlank { continue }
            isBlank = start == end
            body(Line(text[start..<end]))
        }
    }

    /// The bytes without escape sequences, with each end of a line as one newline.
    static func plain(_ output: Bytes) -> Bytes {
        guard output.offset(of: [0x1B]) != nil || output.offset(of: [0x0D]) != nil else { return output }
        var result = Bytes()
        result.reserveCapacity(output.count)
        var index = 0
        while index < output.count {
            switch output[index] {
            case 0x1B: index = endOfEscape(in: output, at: index)
            case 0x0D:
                // Alone it is how progress bars begin a line again.
                if index + 1 == output.count || output[index + 1] != 0x0A { result.append(0x0A) }
                index += 1
            case let byte:
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    private static func endOfEscape(in output: Bytes, at start: Int) -> Int {
        guard start + 1 < output.count else { return output.count }
        var index = start + 2
        switch output[start + 1] {
        case UInt8(ascii: "["):
            while index < output.count, 0x20..<0x40 ~= output[index] { index += 1 }
            return index < output.count && 0x40..<0x7F ~= output[index] ? index + 1 : index
        case UInt8(ascii: "]"):  // a title or a link: it ends with a bell or with escape and backslash
            while index < output.count, output[index] != 0x0A {
                if output[index] == 0x07 { return index + 1 }
                if output[index] == 0x1B { return min(index + 2, output.count) }
                index += 1
            }
            return index
        case 0x0A, 0x0D: return start + 1
        default: return index
        }
    }
}
