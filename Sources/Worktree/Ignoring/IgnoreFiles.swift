import HarnessKit

/// All the `.gitignore` files of a tree, kept so that later ones can be held against them.
package struct IgnoreFiles: Sendable, Equatable {
    /// By folder; the top is empty.
    private(set) var texts: [Bytes: Bytes] = [:]

    package init() {}

    /// Adds the file of a folder, whose path is empty for the top.
    package mutating func add(_ text: Bytes, in folder: Bytes) { texts[folder] = text }

    /// What the file of a folder says; nil where it has none.
    func rules(of folder: Bytes) -> IgnoreRules? { texts[folder].map(IgnoreRules.init) }

    /// Whether git would ignore a path that it does not know already.
    package func ignores(_ path: RelativePath, isFolder: Bool) -> Bool {
        var stack = IgnoreStack()
        var folder = Bytes()
        let names = path.components
        for (index, name) in names.enumerated() {
            if let rules = rules(of: folder) { stack.push(rules, of: folder) }
            let offset = folder.isEmpty ? 0 : folder.count + 1
            folder += (folder.isEmpty ? [] : [UInt8(ascii: "/")]) + name
            let isFolder = isFolder || index < names.count - 1
            // What lies below an ignored folder cannot be taken in again.
            if stack.decision(on: folder, nameAt: offset, isFolder: isFolder) == .ignored { return true }
        }
        return false
    }
}

extension IgnoreFiles {
    /// All of it, for a file or a column; equal values give equal bytes.
    package var bytes: Bytes {
        var packing = Packing()
        for (folder, text) in texts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            packing.add(folder)
            packing.add(text)
        }
        return packing.bytes
    }

    /// Reads what `bytes` gave; nil where it is anything else.
    package init?(bytes: Bytes) {
        var parts = Unpacking(bytes)
        while !parts.isAtEnd {
            guard let folder = parts.range(), let text = parts.range() else { return nil }
            texts[Bytes(bytes[folder])] = Bytes(bytes[text])
        }
    }
}
