import HarnessKit

/// What a test of Rust is called: "cart (src/lib.rs) convert::tests::adds", "cart (doc) src/convert.rs - convert::add".
///
/// First the target, where that is known, then the module, which is called after its file.
struct RustTestName {
    private let target: String
    private let name: String

    init(_ test: String) {
        let words = test.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        let hasTarget = words.count == 3 && words[1].hasPrefix("(") && words[1].hasSuffix(")")
        target = hasTarget ? "\(words[0]) \(words[1]) " : ""
        name = hasTarget ? String(words[2]) : test
    }

    /// Whether its file may be this one.
    func lies(in file: RelativePath) -> Bool { !names(after: file, file).isEmpty }

    /// What it may be called where its file has moved.
    func names(after from: RelativePath, _ to: RelativePath) -> [String] {
        guard let old = Self.module(of: from), let new = Self.module(of: to) else { return [] }
        if target.hasSuffix(" (doc) ") { return documented(from, to, old, new).map { target + $0 } }
        // A file that is a target: tests/cart.rs, src/bin/cart.rs.
        let roots = Self.forms(of: from).filter { target.hasSuffix(" (\($0)) ") }
        let others =
            roots.isEmpty
            ? []
            : Self.forms(of: to).flatMap { form in
                [target.prefix { $0 != " " }, Self.stem(of: form)].map { "\($0) (\(form)) " }
            }
        return ([target] + others).flatMap { target -> [String] in
            name.hasPrefix(old) ? [target + new + name.dropFirst(old.count)] : []
        }
    }

    /// What stands in the comment of an item: "src/convert.rs - convert::add".
    private func documented(
        _ from: RelativePath, _ to: RelativePath, _ old: String, _ new: String
    ) -> [String] {
        Self.forms(of: from).flatMap { form -> [String] in
            let head = "\(form) - "
            guard name.hasPrefix(head + old) else { return [] }
            return Self.forms(of: to).map { "\($0) - \(new)\(name.dropFirst(head.count + old.count))" }
        }
    }

    /// A path seen from any folder above it.
    private static func forms(of path: RelativePath) -> [String] {
        let parts = path.description.split(separator: "/")
        return parts.indices.map { parts[$0...].joined(separator: "/") }
    }

    private static func stem(of path: String) -> Substring {
        let name = path.split(separator: "/").last ?? ""
        return name.prefix { $0 != "." }
    }

    /// "src/a/convert.rs" as "a::convert::"; nothing for what a target begins with.
    private static func module(of path: RelativePath) -> String? {
        guard path.description.hasSuffix(".rs") else { return nil }
        var parts = path.description.dropLast(3).split(separator: "/").map(String.init)
        if let source = parts.lastIndex(of: "src") {
            parts.removeSubrange(...source)
            if parts.count == 2, parts[0] == "bin" { return "" }
        } else if let tests = parts.lastIndex(where: { ["tests", "benches", "examples"].contains($0) }) {
            parts.removeSubrange(...tests)
            if parts.count == 1 { return "" }
        }
        if ["lib", "main", "mod"].contains(parts.last ?? "") { parts.removeLast() }
        return parts.map { $0 + "::" }.joined()
    }
}
