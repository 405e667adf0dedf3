import HarnessKit

/// How bytes are recorded: as what they are, and no more of them than anybody reads.
enum Evidence {
    static let mostText = 64 * 1024
    static let mostBinary = 1024

    /// A body under its natural key: JSON, text, or the first bytes in hexadecimal digits.
    static func members(
        of bytes: Bytes, length: Int, digest: Digest, isWhole: Bool, hiding secrets: Redactor,
        encoding: String? = nil
    ) -> [JSON.Member] {
        var members: [JSON.Member] = [.init("length", .integer(length))]
        if length > 0 { members.append(.init("sha256", .string(digest.description))) }
        guard !bytes.isEmpty else { return members }
        if isWhole, bytes.count <= mostText, let first = bytes.first(where: { $0 > 0x20 }), "{[".utf8.contains(first),
            let json = try? JSON.parse(bytes)
        {
            return members + [.init("body", json)]
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            return members + [.init("body", .string(shortened(text) + (isWhole ? "" : "…")))]
        }
        if secrets.knowsValues, let way = packing(of: bytes, encoding) {
            return members + [.init("body_withheld", .string("\(way) may hold secrets that cannot be seen in it"))]
        }
        let start = secrets.redact(bytes).prefix(mostBinary)
        return members + [.init("body_hex", .string(Bytes(start).hexadecimal + (bytes.count > mostBinary ? "…" : "")))]
    }

    /// How bytes are packed, so that no secret in them looks like itself; nil where they are not.
    private static func packing(of bytes: Bytes, _ encoding: String?) -> String? {
        if let encoding, !["", "identity"].contains(encoding.lowercased()) { return "a body in \(encoding)" }
        let marks: [(Bytes, String)] = [
            ([0x1F, 0x8B], "a gzip file"), (Bytes("PK".utf8) + [3, 4], "a zip file"),
            (Bytes("BZh".utf8), "a bzip2 file"),
            ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"), ([0xFD] + Bytes("7zXZ".utf8), "an xz file"),
            ([0x78, 0x01], "zlib data"), ([0x78, 0x9C], "zlib data"), ([0x78, 0xDA], "zlib data"),
        ]
        let start = Bytes(bytes.prefix(mostBinary))
        return marks.first { start.starts(with: $0.0) }?.1
            ?? (start.offset(of: [0x1F, 0x8B, 8]) == nil ? nil : "gzip data")
    }

    /// What a program printed, perhaps not to its end.
    static func text(of capture: Capture, isWhole: Bool = true) -> JSON {
        .string(shortened(capture.text) + (isWhole ? "" : "…"))
    }

    static func shortened(_ text: String) -> String {
        guard text.utf8.count > mostText else { return text }
        let half = mostText / 2
        let start = String(decoding: text.utf8.prefix(half), as: UTF8.self)
        let end = String(decoding: text.utf8.suffix(half), as: UTF8.self)
        return "\(start)\n[… \(text.utf8.count - 2 * half) bytes left out …]\n\(end)"
    }
}
