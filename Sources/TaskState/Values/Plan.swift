import HarnessKit

/// A task's plan file, as far as a briefing needs it.
struct Plan {
    let path: String
    private let lines: [String]
    let digest: Digest

    /// Nil where the file is not there.
    init?(at path: String, in workspace: Workspace) throws {
        guard let name = RelativePath(path), let bytes = try Folder(workspace.root).read(name) else { return nil }
        self.path = path
        digest = SHA256.digest(of: bytes)
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }

    /// The lines of "### Phase N: …", its heading first.
    func section(ofPhase phase: Int) -> [String] {
        guard let start = lines.firstIndex(where: { Self.isHeading($0, ofPhase: phase) }) else { return [] }
        let body = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.filter { !$0.allSatisfy(\.isWhitespace) }
        return [String(lines[start].drop { $0 == "#" || $0 == " " })] + body
    }

    private static func isHeading(_ line: String, ofPhase phase: Int) -> Bool {
        guard line.hasPrefix("#") else { return false }
        let words = line.drop { $0 == "#" }.split { !$0.isLetter && !$0.isNumber }
        return words.count >= 2 && words[0].lowercased() == "phase" && words[1] == "\(phase)"
    }
}
