/// One line of a header section, as the bytes that it is.
package struct HTTPHeader: Sendable, Hashable {
    package let nameBytes: Bytes
    package let valueBytes: Bytes

    package init(_ name: String, _ value: String) {
        self.init(name: Bytes(name.utf8), value: Bytes(value.utf8))
    }

    init(name: Bytes, value: Bytes) {
        nameBytes = name
        valueBytes = value
    }

    package var name: String { String(decoding: nameBytes, as: UTF8.self) }

    /// For people and comparisons of text: bytes that are no UTF-8 are replacement characters.
    package var value: String { String(decoding: valueBytes, as: UTF8.self) }
}

extension [HTTPHeader] {
    /// The first value of that name in any case; nil where there is none.
    package func first(_ name: String) -> String? { named(name).first?.value }

    /// All values of that name in any case, in their order.
    package func all(_ name: String) -> [String] { named(name).map(\.value) }

    func named(_ name: String) -> [HTTPHeader] {
        filter { $0.nameBytes.equalsIgnoringCase(name.utf8) }
    }

    /// The words of a list such as "gzip, chunked", over all lines of that name, in lower case.
    func words(_ name: String) -> [String] {
        named(name).flatMap { $0.valueBytes.split(separator: UInt8(ascii: ",")) }
            .map { HTTPText.trimmed($0) }.filter { !$0.isEmpty }
            .map { String(decoding: $0.map(ASCII.lowercased), as: UTF8.self) }
    }
}
