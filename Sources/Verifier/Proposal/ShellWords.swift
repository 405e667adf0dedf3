import HarnessKit

/// A command line as a shell would split it, with nothing expanded.
struct ShellWords {
    struct Piece: Equatable {
        /// Bytes, because `$'\xC3\xA9'` is one letter.
        var bytes = Bytes()
        /// The names of variables that stand in it, as `$NAME`; each became `{{NAME}}`.
        var variables: [String] = []
        /// Whether a shell would look for files, or for a home, under this name.
        var isPattern = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    let words: [Piece]

    /// Fails where a shell would do more than to start one program.
    init(_ line: String) throws {
        var splitter = Splitter(line)
        words = try splitter.words()
    }

    var texts: [String] { words.map(\.text) }
}

/// Why a line is more than words.
struct ShellTrouble: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

private struct Splitter {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var done: [ShellWords.Piece] = []
    private var current: ShellWords.Piece?

    init(_ line: String) {
        // Pasted lines end as their system ends them.
        scalars = Array(line.unicodeScalars).split(separator: "\r", omittingEmptySubsequences: false).joined().map(
            \.self)
    }

    mutating func words() throws -> [ShellWords.Piece] {
        while let next = take() { try read(next) }
        finishWord()
        return done
    }

    private mutating func read(_ next: Unicode.Scalar) throws {
        switch next {
        case " ", "\t": finishWord()
        case "\n":
            finishWord()
            let rest = scalars[index...].contains { !$0.properties.isWhitespace }
            if rest, !done.isEmpty {
                throw ShellTrouble("a second line follows; end the first with a backslash if it goes on there")
            }
        case "\\":
            guard let escaped = take() else { throw ShellTrouble("it ends with a backslash") }
            if escaped != "\n" { append(escaped) }
        case "'": try single()
        case "\"": try double()
        case "$": try dollar(inQuotes: false)
        case "`": throw ShellTrouble("` runs a command")
        case "|", ">", "<", ";", "&", "(", ")": throw ShellTrouble("'\(next)' is for a shell")
        case "*", "?", "[":
            append(next)
            current?.isPattern = true
        case "~":
            if current == nil { current = .init(isPattern: true) }
            append(next)
        case "^" where peek == "\n" || peek == nil:
            throw ShellTrouble("'^' at the end of a line is for Windows; copy it for bash")
        default: append(next)
        }
    }

    private mutating func single() throws {
        open()
        while let next = take() {
            if next == "'" { return }
            append(next)
        }
        throw ShellTrouble("the quote ' is not closed")
    }

    private mutating func double() throws {
        open()
        while let next = take() {
            switch next {
            case "\"": return
            case "\\":
                guard let escaped = take() else { break }
                if escaped == "\n" { continue }
                if !"$`\"\\".unicodeScalars.contains(escaped) { append("\\") }
                append(escaped)
            case "$": try dollar(inQuotes: true)
            case "`": throw ShellTrouble("` runs a command")
            default: append(next)
            }
        }
        throw ShellTrouble("the quote \" is not closed")
    }

    /// `$'…'`, or a variable: nobody knows its value here, so that it becomes a name of the scenario's.
    private mutating func dollar(inQuotes: Bool) throws {
        switch peek {
        case "'" where !inQuotes:
            index += 1
            open()
            try escapes()
        case "(": throw ShellTrouble("$( runs a command")
        case "{":
            index += 1
            let name = takeName()
            guard !name.isEmpty, take() == "}" else { throw ShellTrouble("${ is for a shell") }
            add(variable: name)
        default:
            let name = takeName()
            if name.isEmpty { append("$") } else { add(variable: name) }
        }
    }

    private static let plainEscapes: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "e": "\u{1B}",
        "f": "\u{C}", "v": "\u{B}", "?": "?",
    ]

    private mutating func escapes() throws {
        while let next = take() {
            if next == "'" { return }
            guard next == "\\", let kind = take() else {
                append(next)
                continue
            }
            switch kind {
            case "x": append(byte: value(16, atMost: 2))
            case "u": append(unit())
            case "U": append(Unicode.Scalar(value(16, atMost: 8)) ?? "\u{FFFD}")
            case "0"..."7":
                index -= 1
                append(byte: value(8, atMost: 3))
            default:
                if let plain = Self.plainEscapes[kind] {
                    append(plain)
                } else {
                    append("\\")
                    append(kind)
                }
            }
        }
        throw ShellTrouble("the quote $' is not closed")
    }

    /// `\uXXXX`, of which browsers write two for what UTF-16 needs two for.
    private mutating func unit() -> Unicode.Scalar {
        let first = value(16, atMost: 4)
        guard (0xD800..<0xDC00).contains(first), peek == "\\", index + 1 < scalars.count, scalars[index + 1] == "u"
        else {
            return Unicode.Scalar(first) ?? "\u{FFFD}"
        }
        index += 2
        let second = value(16, atMost: 4)
        guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func value(_ base: Int, atMost count: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let next = peek, let digit = Character(next).hexDigitValue, digit < base else { break }
            value = value &* UInt32(base) &+ UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func takeName() -> String {
        var name = ""
        while let next = peek,
            next == "_" || next.isASCII && (next.properties.isAlphabetic || !name.isEmpty && ("0"..."9").contains(next))
        {
            name.unicodeScalars.append(next)
            index += 1
        }
        return name
    }

    private mutating func add(variable name: String) {
        open()
        current?.bytes += Bytes("{{\(name)}}".utf8)
        current?.variables.append(name)
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take() -> Unicode.Scalar? {
        guard let next = peek else { return nil }
        index += 1
        return next
    }

    private mutating func open() { current = current ?? .init() }

    private mutating func append(_ scalar: Unicode.Scalar) {
        open()
        current?.bytes += Bytes(String(Character(scalar)).utf8)
    }

    private mutating func append(byte: UInt32) {
        open()
        current?.bytes.append(UInt8(truncatingIfNeeded: byte))
    }

    private mutating func finishWord() {
        if let current { done.append(current) }
        current = nil
    }
}
