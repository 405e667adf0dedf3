/// Where a file is, as the bytes that the system knows it by.
package struct Path: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let bytes: Bytes

    package init(bytes: Bytes) {
        self.bytes = bytes
    }

    package init(_ text: String) {
        bytes = Bytes(text.utf8)
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// For people: bytes that are no UTF-8 are shown as replacement characters.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    package var isAbsolute: Bool { bytes.first == slash }

    /// The last component; "/" for the root.
    package var name: String {
        String(decoding: bytes.split(separator: slash).last ?? [slash], as: UTF8.self)
    }

    /// The folder it lies in, or nil for the root and for ".".
    package var parent: Path? {
        let parts = bytes.split(separator: slash)
        guard let last = parts.last, self != "." else { return nil }
        let folder = Bytes(bytes[..<last.startIndex])
        if folder.isEmpty { return Path(".") }
        return folder.count == 1 ? Path("/") : Path(bytes: folder.dropLast())
    }

    package static func / (folder: Path, name: String) -> Path {
        folder / Path(name)
    }

    /// The path with something added to its last component.
    package func appending(_ suffix: String) -> Path { Path(bytes: bytes + Bytes(suffix.utf8)) }

    /// An absolute right side stands for itself.
    package static func / (folder: Path, rest: Path) -> Path {
        if rest.isAbsolute || folder.bytes.isEmpty { return rest }
        return Path(bytes: folder.bytes + (folder.bytes.last == slash ? [] : [slash]) + rest.bytes)
    }

    /// Calls with the path as C wants it; what holds a NUL names nothing.
    package func withCString<Value>(_ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
        let named = bytes.contains(0) ? Bytes("/\u{1}/".utf8) : bytes
        return try [CChar](unsafeUninitializedCapacity: named.count + 1) { buffer, count in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: named)
            buffer.initializeElement(at: named.count, to: 0)
            count = named.count + 1
        }.withUnsafeBufferPointer { try $0.baseAddress.map(body) ?? body("") }
    }

    /// The path without links and dots; fails where nothing is there.
    package func resolved() throws -> Path {
        guard let found = withCString({ realpath($0, nil) }) else { throw SystemError("find", description) }
        defer { free(found) }
        return Path(bytes: Bytes(UnsafeRawBufferPointer(start: found, count: strlen(found))))
    }

    /// Whether it is a folder, or lies below it, as both are written.
    package func isIn(_ folder: Path) -> Bool {
        self == folder || bytes.starts(with: folder.bytes + (folder.bytes.last == slash ? [] : [slash]))
    }

    /// The path without "." and "..", as it is written; links are not looked at.
    package var plain: Path {
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: slash) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8), let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !part.elementsEqual("..".utf8) || !isAbsolute {
                parts.append(part)
            }
        }
        let text = Bytes(parts.joined(separator: [slash]))
        return Path(bytes: isAbsolute ? [slash] + text : text.isEmpty ? Bytes(".".utf8) : text)
    }

    /// Where a link leads, as it is written in it; nil where there is none.
    package var linkTarget: Path? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = withCString { readlink($0, &buffer, 4096) }
        return length < 0 ? nil : Path(bytes: buffer.prefix(length).map(UInt8.init(bitPattern:)))
    }

    /// The folder this process works in.
    package static var current: Path {
        guard let found = getcwd(nil, 0) else { return "." }
        defer { free(found) }
        return Path(bytes: Bytes(UnsafeRawBufferPointer(start: found, count: strlen(found))))
    }
}

private let slash = UInt8(ascii: "/")
