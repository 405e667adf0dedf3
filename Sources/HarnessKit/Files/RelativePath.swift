/// A path below some folder that cannot leave it: no leading slash, no `.`, no `..`, no empty component.
package struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let bytes: Bytes

    /// Fails where the bytes are no such path.
    package init?(bytes: Bytes) {
        guard bytes.withUnsafeBufferPointer(Self.isPath) else { return nil }
        self.bytes = bytes
    }

    private static func isPath(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var (length, dots) = (0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: "/") {
                guard length > 0, length != dots || dots > 2 else { return false }
                (length, dots) = (0, 0)
            } else {
                guard byte != 0 else { return false }
                length += 1
                if byte == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return length > 0 && (length != dots || dots > 2)
    }

    package init?(_ text: String) {
        self.init(bytes: Bytes(text.utf8))
    }

    /// The folder it lies in; nil for what lies at the top.
    package var parent: RelativePath? {
        bytes.lastIndex(of: UInt8(ascii: "/")).flatMap { RelativePath(bytes: Bytes(bytes[..<$0])) }
    }

    package var components: [Bytes] { bytes.split(separator: UInt8(ascii: "/")).map(Bytes.init) }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    package static func < (left: RelativePath, right: RelativePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension RelativePath {
    /// A path that we made up ourselves; that it is none would be a mistake of ours.
    package init(naming text: String) throws {
        guard let path = RelativePath(text) else { throw Failure(.malformed, "'\(text)' is no path within a folder") }
        self = path
    }
}
