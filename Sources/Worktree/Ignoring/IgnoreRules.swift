import HarnessKit

/// The lines of one `.gitignore`, or of a file like it; the last that matches decides.
package struct IgnoreRules: Sendable {
    private var rules: [IgnoreRule] = []

    package init(_ text: Bytes) {
        var text = text[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        for line in text.split(separator: UInt8(ascii: "\n")) {
            if let rule = IgnoreRule(line) { rules.append(rule) }
        }
    }

    package var isEmpty: Bool { rules.isEmpty }

    package enum Decision: Sendable { case ignored, included }

    /// What the file says of a path relative to the folder it lies in; nil where no line matches.
    ///
    /// That a folder above may be ignored is the caller's to know.
    func decision(on path: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Decision? {
        for index in rules.indices.reversed() where rules[index].matches(path, name: name, isFolder: isFolder) {
            return rules[index].decision
        }
        return nil
    }
}

/// One line.
struct IgnoreRule: Sendable {
    let decision: IgnoreRules.Decision
    private let isForFolders: Bool
    /// Whether it holds for a name anywhere below, not for a path.
    private let isForNames: Bool
    private let glob: Glob

    /// Nil for comments and empty lines.
    init?(_ line: ArraySlice<UInt8>) {
        var line = line
        guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        // Git reads lines as C does.
        line = Self.trimmed(line.prefix { $0 != 0 })
        decision = line.first == UInt8(ascii: "!") ? .included : .ignored
        if decision == .included { line = line.dropFirst() }
        isForFolders = line.last == slash
        if isForFolders { line = line.dropLast() }
        isForNames = !line.contains(slash)
        if line.first == slash { line = line.dropFirst() }
        guard !line.isEmpty else { return nil }
        glob = Glob(line)
    }

    /// Without the spaces at its end, unless a backslash stands before the first of them.
    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end: Int?
        var index = line.startIndex
        while index < line.endIndex {
            switch line[index] {
            case UInt8(ascii: " "): end = end ?? index
            case UInt8(ascii: "\\"):
                index += 1
                guard index < line.endIndex else { return line }
                end = nil
            default: end = nil
            }
            index += 1
        }
        return line[..<(end ?? line.endIndex)]
    }

    func matches(_ path: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Bool {
        if isForFolders, !isFolder { return false }
        return glob.matches(isForNames ? name : path)
    }
}

private let slash = UInt8(ascii: "/")
