import HarnessKit

/// What a word of a message is, told from its bytes alone.
enum WordKind {
    case plain, path, number, time, identity

    init(of word: UnsafeBufferPointer<UInt8>) {
        var count = Counts()
        for byte in word { count.add(byte) }
        if count.slashes > 0, count.letters > 0 {
            self = .path
        } else if count.digits == 0 {
            self = Self.isFile(word) ? .path : .plain
        } else if Self.isTime(word, count) {
            self = .time
        } else if Self.isFile(word) {
            self = .path
        } else if Self.isIdentity(word, count) {
            self = .identity
        } else if Self.isNumber(word, count) {
            self = .number
        } else {
            self = .plain
        }
    }

    private struct Counts {
        var digits = 0, letters = 0, hex = 0, slashes = 0, dashes = 0, colons = 0

        mutating func add(_ byte: UInt8) {
            switch byte {
            case 0x30...0x39:
                digits += 1
                hex += 1
            case 0x61...0x66, 0x41...0x46:
                letters += 1
                hex += 1
            case 0x41...0x5A, 0x61...0x7A, 0x80...: letters += 1
            case UInt8(ascii: "/"), UInt8(ascii: "\\"): slashes += 1
            case UInt8(ascii: "-"): dashes += 1
            case UInt8(ascii: ":"): colons += 1
            default: break
            }
        }
    }

    /// "note.swift", "note.swift:12:3": a known ending, then at most numbers.
    private static func isFile(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = word.count
        if let colon = word.firstIndex(of: UInt8(ascii: ":")) {
            guard word[(colon + 1)...].allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ":") }) else { return false }
            end = colon
        }
        guard let dot = word[..<end].lastIndex(of: UInt8(ascii: ".")), dot > 0, (1...6).contains(end - dot - 1) else {
            return false
        }
        return endings.contains { ending in
            UnsafeBufferPointer(start: ending.utf8Start, count: ending.utf8CodeUnitCount)
                .elementsEqual(word[(dot + 1)..<end])
        }
    }

    private static let endings: [StaticString] = [
        "c", "cc", "cpp", "cs", "css", "go", "gradle", "h", "hpp", "html", "java", "js", "json", "jsx", "kt", "lock",
        "log", "m", "md", "mjs", "mod", "php", "py", "rb", "rs", "scala", "sh", "sql", "swift", "toml", "ts", "tsx",
        "txt", "vue", "xml", "yaml", "yml",
    ]

    /// "2026-11-20T18:40:12Z", "18:40:12.345", "2026-11-20".
    private static func isTime(_ word: UnsafeBufferPointer<UInt8>, _ count: Counts) -> Bool {
        guard word[0] &- 0x30 < 10, count.letters <= 2 else { return false }
        let isDate = word.count >= 10 && word[4] == UInt8(ascii: "-") && word[7] == UInt8(ascii: "-")
        let isClock = word.count >= 5 && word[2] == UInt8(ascii: ":") && count.colons <= 2 && count.digits >= 4
        return isDate || isClock
    }

    /// Hexadecimal of seven digits and more, UUIDs, long names with many digits such as a task's.
    private static func isIdentity(_ word: UnsafeBufferPointer<UInt8>, _ count: Counts) -> Bool {
        if word.count > 2, word[0] == UInt8(ascii: "0"), word[1] | 0x20 == UInt8(ascii: "x") { return true }
        if count.hex == word.count, word.count >= 7, count.letters > 0 { return true }
        if count.dashes == 4, count.hex == 32, word.count == 36 { return true }
        return word.count >= 16 && count.digits >= 6 && count.letters > 0
    }

    /// "12", "3.5", "12ms", "90%", "0:12": digits, then at most a unit.
    private static func isNumber(_ word: UnsafeBufferPointer<UInt8>, _ count: Counts) -> Bool {
        let first = word[0]
        guard first &- 0x30 < 10 || ((first == 0x2B || first == 0x2D) && word.count > 1 && word[1] &- 0x30 < 10) else {
            return false
        }
        return count.letters <= 3
    }
}
