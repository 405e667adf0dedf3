/// A path below some folder that cannot leave it: no leading slash, no `.`, no `..`, no empty component.
package struct RelativePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let bytes: Bytes

    /// Fails where the bytes are no such path.
    package init?(bytes: Bytes) {
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !bytes.isEmpty, !bytes.contains(0),
            parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) })
        else { return nil }
        self.bytes = bytes
    }

    package init?(_ text: String) {
        self.init(bytes: Bytes(text.utf8))
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
