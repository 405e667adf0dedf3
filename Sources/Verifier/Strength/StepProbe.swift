import HarnessKit

/// Alters what a step found, bit by bit, and asks its expectations again.
struct StepProbe {
    let id: String
    let expected: Expectation
    let observation: Observation
    let bindings: Bindings

    private(set) var killed = 0
    private(set) var tried = 0
    private(set) var survived: [Survivor] = []
    /// What was noticed, by the subject of the assertion that noticed it.
    private(set) var noticed: [String: StepStrength.Notice] = [:]

    /// How many places of a document are altered, and how many survivors are told of.
    static let mostPlaces = 48
    static let mostSurvivors = 8
    static let largestDocument = 256 * 1024

    init(_ id: String, _ expected: Expectation, _ observation: Observation, _ bindings: Bindings) {
        self.id = id
        self.expected = expected
        self.observation = observation
        // What takes long to be looked for is not looked for again and again.
        var left = 1000
        var bounded = bindings
        bounded.goesOn = {
            left -= 1
            return left > 0
        }
        self.bindings = bounded
        guard !expected.isEmpty else { return }
        alterStatus()
        alterHeaders()
        alterTexts()
        alterDocument()
        alterRows()
        alterFile()
        alterTests()
    }

    /// The most that was noticed.
    var notice: StepStrength.Notice {
        let all = Set(noticed.values)
        return StepStrength.Notice.allCases.last { all.contains($0) } ?? .nothing
    }

    func notices(values subject: String) -> Bool { noticed[subject] == .values }

    // One alteration each.

    /// Judges an altered observation; the subjects that no longer hold have noticed it.
    private mutating func examine(
        _ mutation: Mutation, _ what: String, as notice: StepStrength.Notice? = nil,
        _ alter: (inout Observation) -> Void
    ) -> Set<String> {
        var altered = observation
        alter(&altered)
        let found = (try? Judge(observation: altered, bindings: bindings).judge(expected)) ?? []
        let subjects = Set(found.filter { !$0.hasPassed }.map(\.subject))
        count(mutation, what, subjects)
        for subject in subjects { raise(subject, to: notice ?? mutation.notice) }
        return subjects
    }

    private mutating func count(_ mutation: Mutation, _ what: @autoclosure () -> String, _ subjects: Set<String>) {
        tried += 1
        guard subjects.isEmpty else { return killed += 1 }
        guard survived.count < Self.mostSurvivors else { return }
        var survivor = Survivor()
        survivor.step = id
        survivor.mutation = mutation
        survivor.what = what()
        survived.append(survivor)
    }

    private mutating func raise(_ subject: String, to notice: StepStrength.Notice) {
        let order = StepStrength.Notice.allCases
        let former = noticed[subject].flatMap(order.firstIndex) ?? 0
        if let new = order.firstIndex(of: notice), new > former { noticed[subject] = notice }
    }

    private mutating func alterStatus() {
        if let status = observation.status {
            let near = status % 100 == 99 ? status - 1 : status + 1
            for other in [near, 404, 500, 200] where other / 100 != status / 100 || other == near {
                _ = examine(.status, "status \(status) became \(other)") { $0.status = other }
            }
        }
        if case .exited(let code)? = observation.exit {
            for other in [code == 0 ? 1 : 0, code &+ 1] {
                _ = examine(.exit, "exit \(code) became \(other)") { $0.exit = .exited(other) }
            }
        }
    }

    private mutating func alterHeaders() {
        for name in expected.headers.keys.sorted(by: { $0.precedes($1) }) {
            let place = { (header: HTTPHeader) in header.name.lowercased() == name.lowercased() }
            guard observation.headers.contains(where: place) else { continue }
            _ = examine(.header, "the header \(name) was taken away") { $0.headers.removeAll(where: place) }
            _ = examine(.changed, "the header \(name) was changed") { altered in
                altered.headers = altered.headers.map {
                    place($0) ? HTTPHeader($0.name, $0.value.altered) : $0
                }
            }
        }
    }

    /// Bodies and outputs as text.
    private mutating func alterTexts() {
        let texts: [(name: String, path: WritableKeyPath<Observation, Bytes?>, matcher: Matcher?)] = [
            ("the body", \.body, expected.body ?? expected.file?.text),
            ("stdout", \.output, expected.output), ("stderr", \.errors, expected.errors),
        ]
        for (name, path, matcher) in texts {
            guard matcher != nil || expected.not != nil, let bytes = observation[keyPath: path],
                bytes.count <= Self.largestDocument
            else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if !bytes.isEmpty {
                _ = examine(.removed, "\(name) became empty", as: .shape) { $0[keyPath: path] = [] }
            }
            _ = examine(.changed, "\(name) became another text of the same form") {
                $0[keyPath: path] = Bytes(text.altered.utf8)
            }
        }
    }

    private mutating func alterRows() {
        guard let rows = observation.rows, let matcher = expected.rows else { return }
        let bindings = bindings
        alter(.array(rows)) { root in
            ((try? matcher.holds(for: root, bindings)) ?? false) ? [] : ["rows"]
        }
    }

    private mutating func alterFile() {
        guard let file = observation.file else { return }
        _ = examine(.file, file.exists ? "the file was taken away" : "the file was there") {
            $0.file = .init(exists: !file.exists)
            $0.body = nil
        }
        guard file.exists else { return }
        _ = examine(.offByOne, "the file was a byte longer", as: .shape) {
            $0.file = .init(exists: true, size: file.size + 1, digest: file.digest)
        }
        _ = examine(.changed, "the file had other bytes") {
            $0.file = .init(exists: true, size: file.size, digest: SHA256.digest(of: Bytes("other".utf8)))
        }
    }

    /// Names of tests are values; how many there were is a shape.
    private mutating func alterTests() {
        guard observation.tests != nil else { return }
        let lost = examine(.tests, "no test was run") { $0.tests = nil }
        for subject in lost where subject.hasPrefix("test ") { raise(subject, to: .values) }
    }

    // Documents.

    private mutating func alterDocument() {
        let claims = expected.documentClaims
        guard expected.not == nil, observation.isWhole, let document = observation.document,
            document.count <= Self.largestDocument, let root = try? JSON.parse(document)
        else { return }
        let bindings = bindings
        let text = text(asLongAsItHoldsFor: root)
        guard text != nil || !looksAtText else { return }
        alter(root, first: asserted(by: claims, in: root)) { root in
            var failing = Set(claims.filter { !$0.holds(in: root, bindings) }.map(\.subject))
            if let text, !Self.holds(text.matcher, root, bindings) { failing.insert(text.subject) }
            return failing
        }
    }

    private var looksAtText: Bool { (expected.body ?? expected.output ?? expected.file?.text) != nil }

    /// What is said of the document as a text, where that does not hang on how it is written.
    private func text(asLongAsItHoldsFor root: JSON) -> Claim? {
        let texts = [("body", expected.body), ("stdout", expected.output), ("text", expected.file?.text)]
        guard let (subject, found) = texts.first(where: { $0.1 != nil }), let matcher = found,
            Self.holds(matcher, root, bindings)
        else { return nil }
        return Claim(subject: subject, matcher: matcher)
    }

    private static func holds(_ matcher: Matcher, _ root: JSON, _ bindings: Bindings) -> Bool {
        (try? matcher.holds(for: .string(root.text(.compact)), bindings)) ?? false
    }

    /// The places that the paths select, with what lies in them: these are altered before any others.
    private func asserted(by claims: [Claim], in root: JSON) -> [(path: JSON.Path, value: JSON)] {
        claims.flatMap { claim -> [(path: JSON.Path, value: JSON)] in
            let nodes = (try? claim.path?.nodes(in: root)) ?? []
            return nodes.prefix(Self.mostPlaces).flatMap { node in
                node.value.places(atMost: Self.mostPlaces).map {
                    (JSON.Path(node.path.steps + $0.path.steps), $0.value)
                }
            }
        }
    }

    /// Alters place by place. A value counts as checked by who notices every other value of its kind there.
    private mutating func alter(
        _ root: JSON, first: [(path: JSON.Path, value: JSON)] = [], _ failing: (JSON) -> Set<String>
    ) {
        var seen: Set<JSON.Path> = []
        for (path, value) in first + root.places(atMost: Self.mostPlaces)
        where seen.count < Self.mostPlaces && seen.insert(path).inserted {
            var byValue: Set<String>?
            for alteration in value.alterations {
                let altered = root.replacing(at: path.steps[...], with: alteration.value) ?? .null
                let subjects = failing(altered)
                count(alteration.mutation, "\(path): \(Self.words(value)) \(Self.words(alteration))", subjects)
                if alteration.mutation.notice == .values {
                    byValue = byValue?.intersection(subjects) ?? subjects
                } else {
                    for subject in subjects { raise(subject, to: alteration.mutation.notice) }
                }
            }
            for subject in byValue ?? [] { raise(subject, to: .values) }
        }
    }

    private static func words(_ value: JSON) -> String {
        let text = value.text(.compact)
        return text.utf8.count <= 60 ? text : "\(text.prefix(50))…"
    }

    private static func words(_ alteration: Alteration) -> String {
        alteration.value.map { "became \(words($0))" } ?? "was taken away"
    }
}
