import HarnessKit

/// Points at a copy what points into the work tree: links, and the files by which installed packages are found.
struct Redirection {
    private let origin: Path
    private let target: Path

    init(from origin: Path, to target: Path) {
        self.origin = origin
        self.target = target
    }

    /// What a link at a path is to say in the copy.
    func link(_ text: Bytes, at path: RelativePath) -> Bytes {
        guard text.first == slash else { return relativeLink(text, at: path) }
        if let rest = below(text) { return target.bytes + rest }
        // The work tree may be known by another name, through a link above it.
        guard let resolved = try? Path(bytes: text).resolved(), let rest = below(resolved.bytes) else { return text }
        return target.bytes + rest
    }

    /// One that climbs out of the work tree would lead elsewhere from the copy.
    private func relativeLink(_ text: Bytes, at path: RelativePath) -> Bytes {
        let folder = path.components.dropLast()
        var depth = folder.count
        for name in text.split(separator: slash) where !name.elementsEqual(".".utf8) {
            depth += name.elementsEqual("..".utf8) ? -1 : 1
            if depth < 0 {
                return (origin / Path(bytes: Bytes(folder.joined(separator: [slash]))) / Path(bytes: text)).bytes
            }
        }
        return text
    }

    /// What follows the work tree's path, or nil for a path elsewhere.
    private func below(_ path: Bytes) -> Bytes? {
        guard path.starts(with: origin.bytes) else { return nil }
        let rest = Bytes(path.dropFirst(origin.bytes.count))
        return rest.isEmpty || rest.first == slash ? rest : nil
    }

    /// Whether a file is one of those by which programs and packages are found.
    static func concerns(_ name: Bytes, in folder: Bytes) -> Bool {
        endings.contains { name.suffix($0.count).elementsEqual($0) } || name.starts(with: "__editable__".utf8)
            || files.contains(name) || folders.contains(folder)
    }

    private static let endings = [".pth", ".egg-link"].map { Bytes($0.utf8) }
    private static let files = ["pyvenv.cfg", "direct_url.json"].map { Bytes($0.utf8) }
    private static let folders = ["bin", ".bin", "Scripts"].map { Bytes($0.utf8) }

    enum Text: Equatable { case same, changed(Bytes), binary }

    /// A file's content as it is to be in the copy; a path cannot be exchanged in what is no text.
    func text(_ content: Bytes) -> Text {
        var result = Bytes()
        var start = 0
        var from = 0
        while let place = content.offset(of: origin.bytes, from: from) {
            let end = place + origin.bytes.count
            from = end
            let follows = end < content.count && Self.isNamePart(content[end])
            guard !follows, place == 0 || !Self.isNamePart(content[place - 1]) else { continue }
            result += content[start..<place] + target.bytes
            start = end
        }
        if start == 0 { return .same }
        return content.contains(0) ? .binary : .changed(result + content[start...])
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || Bytes("._-".utf8).contains(byte)
    }
}

private let slash = UInt8(ascii: "/")
