import HarnessKit

/// Holds what was found against what was expected.
struct Judge {
    let observation: Observation
    let bindings: Bindings

    func judge(_ expected: Expectation) throws -> [Assertion] {
        var found: [Assertion] = []
        if let matcher = expected.status {
            found.append(try check("status", matcher, observation.status.map(JSON.integer)))
        }
        for (name, matcher) in expected.headers.sorted(by: { $0.key.precedes($1.key) }) {
            found.append(try checkHeader(name, matcher))
        }
        if let paths = expected.json_ { found += try check(paths, in: observation.document, observation.isWhole) }
        if let matcher = expected.body { found.append(try check("body", matcher, text(observation.body))) }
        if let matcher = expected.exit { found.append(try check("exit", matcher, exit)) }
        if let matcher = expected.output { found.append(try checkLines("stdout", matcher, observation.output)) }
        if let matcher = expected.errors { found.append(try checkLines("stderr", matcher, observation.errors)) }
        if let file = expected.file { found += try check(file) }
        if let matcher = expected.rows { found.append(try check("rows", matcher, observation.rows.map(JSON.array))) }
        found += try checkTests(expected)
        if let inner = expected.not {
            let inner = try judge(inner)
            let holds = inner.allSatisfy(\.hasPassed)
            let isUnknown = !holds && inner.allSatisfy { $0.hasPassed || isOfCutText($0.subject) }
            found.append(
                Assertion(
                    "not",
                    expected: "not all of: " + inner.map { "\($0.subject) \($0.expected)" }.joined(separator: ", "),
                    found: holds ? "all of it" : isUnknown ? Self.partial : "otherwise", hasPassed: !holds && !isUnknown
                ))
        }
        return found
    }

    /// What holds unless something else is expected: an answer is no error, a program ends with 0.
    func implied(beside expected: Expectation) -> [Assertion] {
        var found: [Assertion] = []
        if let lack = observation.lack {
            found.append(Assertion("connection", expected: lack.expected, found: lack.found, hasPassed: false))
        }
        if expected.status == nil, expected.not?.status == nil, let status = observation.status {
            found.append(
                Assertion(
                    "status", expected: "below 400, as no other is expected", found: "\(status)",
                    hasPassed: status < 400))
        }
        let expectsFailures = expected.counts["failed"].map { $0.json != 0 } ?? false
        if let counts = observation.tests?.counts {
            if counts.total == 0, expected.counts["total"] == nil, expected.not?.counts["total"] == nil {
                found.append(Assertion("tests", expected: "at least one", found: "none", hasPassed: false))
            }
            if counts.total > 0, counts.total == counts.skipped {
                found.append(
                    Assertion(
                        "tests", expected: "at least one that passes", found: "\(counts.skipped) skipped",
                        hasPassed: false))
            }
            if counts.failed > 0, expected.counts["failed"] == nil, expected.not?.counts["failed"] == nil {
                found.append(
                    Assertion(
                        "failed", expected: "0, as no other is expected", found: "\(counts.failed)", hasPassed: false))
            }
        }
        if expected.exit == nil, expected.not?.exit == nil, !expectsFailures, let exit = observation.exit {
            found.append(
                Assertion("exit", expected: "0, as no other is expected", found: "\(exit)", hasPassed: exit.isSuccess))
        }
        return found
    }

    private func check(_ subject: String, _ matcher: Matcher, _ found: JSON?) throws -> Assertion {
        let bindings = ["body", "text", "stdout", "stderr"].contains(subject) ? bindings.asTexts : bindings
        // What was not kept may hold what must not be there.
        if isOfCutText(subject), !matcher.holdsForAnyPart {
            return Assertion(subject, expected: try matcher.words(bindings), found: Self.partial, hasPassed: false)
        }
        return Assertion(
            subject, expected: try matcher.words(bindings), found: found.map { $0.text(.compact) } ?? "nothing",
            hasPassed: try matcher.holds(for: found, bindings))
    }

    private static let partial = "only a part: it is too long to be kept whole"

    /// Whether a subject is a text, or a document, of which only the ends were kept.
    private func isOfCutText(_ subject: String) -> Bool {
        if subject == "stderr" { return !observation.areErrorsWhole }
        return !observation.isWhole && (["body", "text", "stdout"].contains(subject) || subject.hasPrefix("$"))
    }

    /// A number in a header is still text there.
    private func checkHeader(_ name: String, _ matcher: Matcher) throws -> Assertion {
        let values = observation.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        let text = values.isEmpty ? nil : values.joined(separator: ", ")
        let asText = try check("header \(name)", matcher, text.map(JSON.string))
        guard !asText.hasPassed, let number = text.flatMap({ Int($0) }) else { return asText }
        return try check("header \(name)", matcher, .integer(number))
    }

    /// Programs end what they print with a line end, and nobody writes it into an expectation.
    private func checkLines(_ subject: String, _ matcher: Matcher, _ bytes: Bytes?) throws -> Assertion {
        let exact = try check(subject, matcher, text(bytes))
        guard !exact.hasPassed, let bytes, bytes.last == UInt8(ascii: "\n") else { return exact }
        let trimmed = try check(subject, matcher, text(Bytes(bytes.dropLast())))
        return trimmed.hasPassed ? trimmed : exact
    }

    private func check(_ paths: PathMatchers, in document: Bytes?, _ isWhole: Bool) throws -> [Assertion] {
        let root: JSON
        do {
            guard let document else { return paths.items.map { unread($0, "nothing") } }
            guard isWhole else {
                return paths.items.map { unread($0, "only a part: the whole is too long to be read") }
            }
            root = try JSON.parse(document)
        } catch {
            let document = document ?? []
            let start = String(decoding: document.prefix(80), as: UTF8.self) + (document.count > 80 ? "…" : "")
            return paths.items.map { unread($0, "no JSON, but '\(start)'") }
        }
        return try paths.items.map { path, matcher in
            let values = try path.values(in: root)
            let found: JSON? = path.isSingular ? values.first : .array(values)
            return try check(path.description, matcher, found)
        }
    }

    private func unread(_ item: (path: JSONPathQuery, matcher: Matcher), _ found: String) -> Assertion {
        let expected = (try? item.matcher.words(bindings)) ?? ""
        return Assertion(item.path.description, expected: expected, found: found, hasPassed: false)
    }

    private func check(_ expected: FileExpectation) throws -> [Assertion] {
        guard let file = observation.file else { return [] }
        var found: [Assertion] = []
        if let exists = expected.exists {
            found.append(
                Assertion(
                    "file", expected: exists ? "there" : "not there", found: file.exists ? "there" : "not there",
                    hasPassed: exists == file.exists))
        }
        let isThere = file.exists
        if let matcher = expected.text {
            found.append(try check("text", matcher, isThere ? text(observation.body) : nil))
        }
        if let paths = expected.json_ {
            found += try check(paths, in: isThere ? observation.body : nil, observation.isWhole)
        }
        if let matcher = expected.digest {
            found.append(try check("sha256", matcher, file.digest.map { .string($0.description) }))
        }
        if let matcher = expected.size { found.append(try check("size", matcher, isThere ? .integer(file.size) : nil)) }
        return found
    }

    private func checkTests(_ expected: Expectation) throws -> [Assertion] {
        var found: [Assertion] = []
        let counts = observation.tests?.counts
        for (name, matcher) in expected.counts.sorted(by: { $0.key.precedes($1.key) }) {
            found.append(try check(name, matcher, counts.flatMap { $0[name] }.map(JSON.integer)))
        }
        let nothing = Assertion.noSuchTest + (observation.tests?.others ?? "")
        for name in expected.passed {
            let wanted = try bindings.text(name)
            let outcome = observation.tests?.outcome(of: wanted)
            found.append(
                Assertion(
                    "test \(wanted)", expected: "passed", found: outcome?.rawValue ?? nothing,
                    hasPassed: outcome == .passed))
        }
        return found
    }

    private var exit: JSON? {
        switch observation.exit {
        case .exited(let code): .integer(Int(code))
        case .signalled(let number): .string("signal \(number)")
        case nil: nil
        }
    }

    private func text(_ bytes: Bytes?) -> JSON? {
        bytes.map { .string(String(decoding: $0, as: UTF8.self)) }
    }
}

extension Matcher {
    /// Whether what holds for a part of a text holds for all of it.
    fileprivate var holdsForAnyPart: Bool {
        comparisons.allSatisfy { comparison in
            switch comparison.test {
            case .contains, .exists: true
            case .matches:
                comparison.operand.string.map { text in
                    !["^", "$", "\\A", "\\z", "\\b", "\\B"].contains { text.contains($0) }
                } ?? false
            default: false
            }
        }
    }

    /// What is expected, in words: "201", "at least 3", "one of 1, 2".
    func words(_ bindings: Bindings) throws -> String {
        try comparisons.map { comparison in
            let operand = comparison.test == .not ? comparison.operand : try bindings.json(comparison.operand)
            let text = operand.text(.compact)
            return switch comparison.test {
            case .eq: text
            case .exists: "there"
            case .absent: "not there"
            case .not: "not (\(try Matcher(json: operand).words(bindings)))"
            default: "\(comparison.test.rawValue) \(text)"
            }
        }.joined(separator: " and ")
    }
}
