import HarnessKit
import Synchronization

/// Trees that were read already: a commit's files are never others, and one examination asks for the same ones often.
final class KnownTrees: Sendable {
    static let shared = KnownTrees()

    /// A repository and a whole name in it.
    struct Key: Hashable {
        let repository: String
        let commit: String
    }

    private struct Held {
        var trees: [Key: [GitObjects.Node]] = [:]
        var count = 0
    }

    private let held = Mutex(Held())
    /// How many files are held at a time, those of all trees together.
    private let most = 200_000

    func nodes(of key: Key, reading: () throws -> [GitObjects.Node]) throws -> [GitObjects.Node] {
        if let known = held.withLock({ $0.trees[key] }) { return known }
        let nodes = try reading()
        held.withLock { held in
            if held.count + nodes.count > most { held = Held() }
            guard nodes.count <= most, held.trees.updateValue(nodes, forKey: key) == nil else { return }
            held.count += nodes.count
        }
        return nodes
    }
}
