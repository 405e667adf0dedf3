import HarnessKit

/// Patterns of paths, read as `.gitignore` reads them: a folder stands for all that is in it, the last word counts.
package struct PathGlobs: Sendable {
    private let rules: IgnoreRules

    package init(_ patterns: [String]) {
        rules = IgnoreRules(Bytes(patterns.joined(separator: "\n").utf8))
    }

    /// Whether the path of a file, or of a folder above it, is meant.
    package func match(_ path: RelativePath) -> Bool {
        var (bytes, isFolder) = (path.bytes[...], false)
        while !bytes.isEmpty {
            let start = bytes.lastIndex(of: UInt8(ascii: "/"))
            let decision = bytes.withUnsafeBufferPointer { whole in
                let name = UnsafeBufferPointer(rebasing: whole[(start.map { $0 + 1 } ?? 0)...])
                return rules.decision(on: whole, name: name, isFolder: isFolder)
            }
            if let decision { return decision == .ignored }
            (bytes, isFolder) = (bytes[..<(start ?? 0)], true)
        }
        return false
    }
}
