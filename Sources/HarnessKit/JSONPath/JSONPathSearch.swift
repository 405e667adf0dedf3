/// A value on its way through a query, and how it was reached.
struct JSONPathNode {
    indirect enum Trail {
        case root
        case step(Trail, JSON.Path.Step)
    }

    let value: JSON
    let trail: Trail

    var path: JSON.Path {
        var steps: [JSON.Path.Step] = []
        var trail = trail
        while case .step(let before, let step) = trail {
            steps.append(step)
            trail = before
        }
        return JSON.Path(steps.reversed())
    }

    func child(_ step: JSON.Path.Step, _ value: JSON) -> JSONPathNode {
        JSONPathNode(value: value, trail: .step(trail, step))
    }

    var children: [JSONPathNode] {
        switch value {
        case .array(let items): items.enumerated().map { child(.index($0.offset), $0.element) }
        case .object(let object): object.members.map { child(.key($0.name), $0.value) }
        default: []
        }
    }
}

/// One run of a query, which counts what it does: `$..*..*..*` would not end for years.
struct JSONPathSearch {
    /// How many values it may hold at once, and look at in all.
    struct Limits {
        var values = 500_000
        var steps = 5_000_000
    }

    private let limits: Limits
    let root: JSONPathNode
    private let text: String
    private var steps = 0
    /// The last pattern that came from the value; mostly the next is the same.
    var pattern: (text: String, isWhole: Bool, program: PatternProgram)?

    init(of text: String, in json: JSON, within limits: Limits) {
        self.limits = limits
        self.text = text
        root = JSONPathNode(value: json, trail: .root)
    }

    mutating func nodes(_ segments: [JSONPathSegment], from start: JSONPathNode) throws -> [JSONPathNode] {
        var nodes = [start]
        for segment in segments {
            var found: [JSONPathNode] = []
            for node in nodes {
                if segment.isDescendant {
                    try descend(segment.selectors, from: node, &found)
                } else {
                    for selector in segment.selectors { try select(selector, from: node, &found) }
                }
            }
            nodes = found
        }
        return nodes
    }

    /// Each value before what it holds, without recursion.
    private mutating func descend(
        _ selectors: [JSONPathSelector], from node: JSONPathNode, _ found: inout [JSONPathNode]
    ) throws {
        var waiting = [node]
        while let node = waiting.popLast() {
            try spend(1)
            for selector in selectors { try select(selector, from: node, &found) }
            waiting += node.children.reversed()
        }
    }

    private mutating func select(
        _ selector: JSONPathSelector, from node: JSONPathNode, _ found: inout [JSONPathNode]
    ) throws {
        try spend(1)
        switch selector {
        case .name(let name):
            if let value = node.value[name] { try keep(node.child(.key(name), value), in: &found) }
        case .index(let index):
            guard case .array(let items) = node.value else { return }
            let place = index < 0 ? items.count + index : index
            if items.indices.contains(place) { try keep(node.child(.index(place), items[place]), in: &found) }
        case .wildcard:
            for child in node.children { try keep(child, in: &found) }
        case .slice(let slice):
            guard case .array(let items) = node.value else { return }
            for place in slice.indexes(of: items.count) {
                try keep(node.child(.index(place), items[place]), in: &found)
            }
        case .filter(let condition):
            for child in node.children {
                try spend(1)
                if try holds(condition, for: child) { try keep(child, in: &found) }
            }
        }
    }

    private mutating func keep(_ node: JSONPathNode, in found: inout [JSONPathNode]) throws {
        try spend(1)
        guard found.count < limits.values else {
            throw failure("selects more than \(limits.values) values at once")
        }
        found.append(node)
    }

    mutating func spend(_ count: Int) throws {
        steps += count
        guard steps <= limits.steps else { throw failure("takes more than \(limits.steps) steps") }
    }

    private func failure(_ message: String) -> Failure {
        Failure(
            .malformed, "query '\(text.prefix(60))' \(message)", hint: "name more of the path, with fewer '..' and '*'")
    }
}
