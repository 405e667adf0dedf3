/// A word of the command line, as the bytes that the system passed.
package struct Word: Sendable, Equatable, ExpressibleByStringLiteral {
    package let bytes: Bytes
    package let text: String

    package init(bytes: Bytes) {
        self.bytes = bytes
        text = String(decoding: bytes, as: UTF8.self)
    }

    package init(_ text: String) {
        bytes = Bytes(text.utf8)
        self.text = text
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// What this process was started with, its own name first.
    package static var ofProcess: [Word] {
        (0..<Int(CommandLine.argc)).compactMap { index in
            CommandLine.unsafeArgv[index].map {
                Word(bytes: Bytes(UnsafeRawBufferPointer(start: $0, count: strlen($0))))
            }
        }
    }

    /// Whether the word reads as an option and not as a value: "-1", "-" and "- a list" are values.
    var looksLikeOption: Bool {
        let name = bytes.prefix { $0 != UInt8(ascii: "=") }
        guard name.count > 1, name[0] == UInt8(ascii: "-"), !name.contains(UInt8(ascii: " ")) else { return false }
        return bytes[1] == UInt8(ascii: "-") || ASCII.isLetter(bytes[1])
    }
}
