import HarnessKit

/// A history made ready for the rules: messages with the same shape together, each shape looked at once.
struct Evidence: Sendable {
    let history: History
    /// The shape of each incident.
    private(set) var shapeOf: [Int] = []
    private var shapes = Interning()
    private var sayings: [Saying] = []
    /// The incidents of each shape, one shape's after the other's.
    private var members: [Int] = []
    private var ends: [Int] = []
    /// The file of each incident about code, by its number; -1 where it names none.
    private(set) var fileOf: [Int] = []
    private var files = Interning()
    /// The linter's rule of each incident, by its number; -1 where it names none.
    private var ruleOf: [Int] = []
    private var rules = Interning()
    private var ofKind: [[Int]] = []

    init(_ history: History) {
        self.history = history
        read(history.incidents)
        collectMembers()
    }

    private mutating func read(_ incidents: [Incident]) {
        shapes = Interning(expecting: incidents.count)
        shapeOf.reserveCapacity(incidents.count)
        fileOf.reserveCapacity(incidents.count)
        ruleOf.reserveCapacity(incidents.count)
        ofKind = Array(repeating: [], count: Incident.Kind.inOrder.count)
        let isOfCode = Incident.Kind.inOrder.map(Incident.Kind.ofCode.contains)
        var phrases = PhraseReading()
        var reading = ShapeReading()
        for index in incidents.indices {
            let kind = incidents[index].kind.number
            ofKind[kind].append(index)
            let number = reading.withShape(of: incidents[index].message) { shapes.number(of: $0) }
            if number == sayings.count { sayings.append(phrases.sayings(of: shapes.bytes(number))) }
            shapeOf.append(number)
            let file = isOfCode[kind] ? incidents[index].file : nil
            fileOf.append(file.map { files.number(of: Rule.plainPath($0)) } ?? -1)
            ruleOf.append(incidents[index].rule.map { rules.number(of: $0) } ?? -1)
        }
    }

    private mutating func collectMembers() {
        ends = Array(repeating: 0, count: shapes.count)
        for shape in shapeOf { ends[shape] += 1 }
        var sum = 0
        for shape in ends.indices { (sum, ends[shape]) = (sum + ends[shape], sum) }
        members = Array(repeating: 0, count: shapeOf.count)
        for (index, shape) in shapeOf.enumerated() {
            members[ends[shape]] = index
            ends[shape] += 1
        }
    }

    // Messages with the same shape.

    struct Shape {
        let number: Int
        let text: String
        let saying: Saying
        let members: ArraySlice<Int>
    }

    /// Those of so many incidents at least, in the order of their first.
    func shapes(ofAtLeast count: Int) -> [Shape] {
        sayings.indices.lazy.filter { members(ofShape: $0).count >= count }.map(shape)
    }

    func shape(_ number: Int) -> Shape {
        Shape(number: number, text: shapes.text(number), saying: sayings[number], members: members(ofShape: number))
    }

    private func members(ofShape number: Int) -> ArraySlice<Int> {
        members[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// What an incident says, without what differs from one time to the next.
    func shapeText(of index: Int) -> String { shapes.text(shapeOf[index]) }

    // Choosing incidents.

    func incidents(_ cluster: Cluster) -> [Incident] { cluster.members.map { history.incidents[$0] } + cluster.own }

    /// The incidents of some kinds, in order.
    func incidents(of kinds: Incident.Kind...) -> [Int] {
        kinds.count == 1 ? ofKind[kinds[0].number] : kinds.flatMap { ofKind[$0.number] }.sorted()
    }

    /// The incidents about code whose message says so, or whose linter rule is called so.
    func members(
        saying wanted: Saying, orRuled rules: Phrases = [], of kinds: Set<Incident.Kind> = Incident.Kind.ofCode
    ) -> [Int] {
        let hits =
            rules.needles.isEmpty ? [] : (0..<self.rules.count).map { Words(self.rules.text($0)).hasAny(of: rules) }
        let isWanted = Incident.Kind.inOrder.map(kinds.contains)
        return history.incidents.indices.filter { index in
            let isHit =
                !sayings[shapeOf[index]].isDisjoint(with: wanted)
                || (ruleOf[index] >= 0 && !hits.isEmpty && hits[ruleOf[index]])
            return isHit && isWanted[history.incidents[index].kind.number]
        }
    }

    /// Incidents by what a closure says of them, in the order of their first; those without an answer left out.
    func clusters(of members: some Sequence<Int>, by key: (Incident, Int) -> String?) -> [Cluster] {
        var places = Interning()
        var clusters: [Cluster] = []
        for index in members {
            guard let subject = key(history.incidents[index], index) else { continue }
            let place = places.number(of: subject)
            if place == clusters.count { clusters.append(Cluster(subject: subject)) }
            clusters[place].members.append(index)
        }
        return clusters
    }

    /// The incidents about code by what a closure makes of their file, which it is asked once for each file.
    func clusters(byFile key: (String) -> String?) -> [Cluster] {
        var places = Interning()
        var clusters: [Cluster] = []
        let placeOf = (0..<files.count).map { file -> Int? in
            guard let subject = key(files.text(file)) else { return nil }
            let place = places.number(of: subject)
            if place == clusters.count { clusters.append(Cluster(subject: subject)) }
            return place
        }
        for (index, file) in fileOf.enumerated() where file >= 0 {
            if let place = placeOf[file] { clusters[place].members.append(index) }
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
