import HarnessKit

/// The ignore files from the top down to the folder that a walk is in.
struct IgnoreStack {
    private struct Level {
        let rules: IgnoreRules
        /// Where paths below its folder begin.
        let start: Int
    }

    private var levels: [Level] = []

    var depth: Int { levels.count }

    /// Adds the rules of a folder, which stand above those of the folders around it.
    mutating func push(_ rules: IgnoreRules, of folder: Bytes) {
        guard !rules.isEmpty else { return }
        levels.append(Level(rules: rules, start: folder.isEmpty ? 0 : folder.count + 1))
    }

    mutating func cut(to depth: Int) { levels.removeLast(levels.count - depth) }

    /// What the nearest file that says anything says of a path from the top, whose last name begins at an offset.
    func decision(on path: Bytes, nameAt offset: Int, isFolder: Bool) -> IgnoreRules.Decision? {
        guard !levels.isEmpty else { return nil }
        return path.withUnsafeBufferPointer { path in
            let name = UnsafeBufferPointer(rebasing: path[offset...])
            for level in levels.reversed() {
                let below = UnsafeBufferPointer(rebasing: path[level.start...])
                if let decision = level.rules.decision(on: below, name: name, isFolder: isFolder) { return decision }
            }
            return nil
        }
    }
}
