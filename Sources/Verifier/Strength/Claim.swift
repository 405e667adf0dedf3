import HarnessKit

/// One thing that an expectation says of one part of an answer.
struct Claim {
    /// As `Judge` names it: "status", "$.title", "stdout".
    let subject: String
    let matcher: Matcher
    /// Where in a document; nil for what is no part of one.
    var path: JSONPathQuery?

    /// The names within what must be found, of comparisons that only such a value fulfils.
    var names: Set<String> {
        let exact: [Operator] = [.eq, .oneOf, .unorderedEq, .contains, .matches]
        let operands = matcher.comparisons.filter { exact.contains($0.test) }.map(\.operand)
        return Set(operands.flatMap { Template($0.text(.compact)).names })
    }

    /// What must be found, leaf by leaf, with names filled in.
    func operands(_ bindings: Bindings) -> [JSON] {
        let exact: [Operator] = [.eq, .oneOf, .unorderedEq, .contains]
        let wanted = matcher.comparisons.filter { exact.contains($0.test) }
        let filled = wanted.compactMap { try? bindings.json($0.operand) }
        return filled.flatMap { leaves(of: $0) }
    }

    private func leaves(of operand: JSON) -> [JSON] {
        operand.places(atMost: 200).map(\.value).filter { $0.items == nil && $0.kind != "an object" }
    }

    /// Whether it holds for a document.
    func holds(in root: JSON, _ bindings: Bindings) -> Bool {
        guard let path, let values = try? path.values(in: root) else { return false }
        return (try? matcher.holds(for: path.isSingular ? values.first : .array(values), bindings)) ?? false
    }
}

extension Expectation {
    /// All that it says, but for what must not hold.
    var claims: [Claim] {
        var all = [
            ("status", status), ("body", body), ("exit", exit), ("stdout", output), ("stderr", errors),
            ("rows", rows), ("text", file?.text), ("sha256", file?.digest), ("size", file?.size),
        ].compactMap { subject, matcher in matcher.map { Claim(subject: subject, matcher: $0) } }
        all += headers.sorted { $0.key.precedes($1.key) }.map { Claim(subject: "header \($0.key)", matcher: $0.value) }
        all += counts.sorted { $0.key.precedes($1.key) }.map { Claim(subject: $0.key, matcher: $0.value) }
        return all + documentClaims
    }

    /// What it says of parts of a JSON document.
    var documentClaims: [Claim] {
        ((json_?.items ?? []) + (file?.json_?.items ?? [])).map {
            Claim(subject: $0.path.description, matcher: $0.matcher, path: $0.path)
        }
    }
}
