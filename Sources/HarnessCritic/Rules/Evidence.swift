import HarnessKit

/// A history made ready for the rules: messages with the same shape together, each shape's words taken out once.
struct Evidence: Sendable {
    struct Shape: Sendable {
        let text: String
        let words: Words
        var members: [Int] = []
    }

    let history: History
    private(set) var shapes: [Shape] = []
    /// The shape of each incident.
    private(set) var shapeOf: [Int] = []

    init(_ history: History) {
        self.history = history
        var places: [String: Int] = [:]
        shapeOf.reserveCapacity(history.incidents.count)
        for (index, incident) in history.incidents.enumerated() {
            let text = MessageShape.of(incident.message)
            let place: Int
            if let known = places[text] {
                place = known
            } else {
                place = shapes.count
                places[text] = place
                shapes.append(Shape(text: text, words: Words(text)))
            }
            shapes[place].members.append(index)
            shapeOf.append(place)
        }
    }

    func incidents(_ cluster: Cluster) -> [Incident] { cluster.members.map { history.incidents[$0] } + cluster.own }

    /// The incidents about code whose message has one of the phrases, or whose linter rule is called so.
    func members(
        saying phrases: Phrases, orRuled rules: Phrases = [], of kinds: Set<Incident.Kind> = Incident.Kind.ofCode
    ) -> [Int] {
        let hits = shapes.map { $0.words.hasAny(of: phrases) }
        var ruled: [String: Bool] = [:]
        return history.incidents.indices.filter { index in
            let incident = history.incidents[index]
            guard kinds.contains(incident.kind) else { return false }
            if hits[shapeOf[index]] { return true }
            guard !rules.needles.isEmpty, let rule = incident.rule else { return false }
            if let known = ruled[rule] { return known }
            let isHit = Words(rule).hasAny(of: rules)
            ruled[rule] = isHit
            return isHit
        }
    }

    /// Incidents by what a closure says of them, in the order of their first; those without an answer left out.
    func clusters(of members: some Sequence<Int>, by key: (Incident, Int) -> String?) -> [Cluster] {
        var places: [String: Int] = [:]
        var clusters: [Cluster] = []
        for index in members {
            guard let subject = key(history.incidents[index], index) else { continue }
            if let place = places[subject] {
                clusters[place].members.append(index)
            } else {
                places[subject] = clusters.count
                clusters.append(Cluster(subject: subject, members: [index]))
            }
        }
        return clusters
    }

    /// The tasks of a cluster, each once.
    func tasks(of cluster: Cluster) -> Set<String> {
        Set(cluster.members.compactMap { history.incidents[$0].task } + cluster.own.compactMap(\.task))
    }
}

extension Incident.Kind {
    /// Those whose message a compiler, a linter, a test or a person wrote about the code.
    static let ofCode: Set<Incident.Kind> = [.lint, .build, .test, .verify, .validation, .attempt, .other]
}
