import HarnessKit

/// The suites around a line of an indented tree.
struct SuiteStack {
    private static let deepest = 64

    let separator: String
    private var suites: [(indent: Int, path: String)] = []

    init(_ separator: String = " > ") { self.separator = separator }

    var isEmpty: Bool { suites.isEmpty }

    /// Where the innermost suite stands.
    var indent: Int? { suites.last?.indent }

    /// Opens a suite; those at its indent and deeper have ended.
    mutating func open(_ title: String, at indent: Int) {
        leave(indent)
        guard suites.count < Self.deepest else { return }
        suites.append((indent, Findings.short(path(of: title))))
    }

    /// The full name of a test at this indent.
    mutating func name(_ title: String, at indent: Int) -> String {
        leave(indent)
        return path(of: title)
    }

    /// Closes the suite that stands at this indent, if it has this title.
    mutating func close(_ title: String, at indent: Int) -> Bool {
        while let last = suites.last, last.indent > indent { suites.removeLast() }
        guard let last = suites.last, last.indent == indent else { return false }
        let outer = suites.dropLast().last?.path
        guard last.path == Findings.short(outer.map { $0 + separator + title } ?? title) else { return false }
        suites.removeLast()
        return true
    }

    private mutating func leave(_ indent: Int) {
        while let last = suites.last, last.indent >= indent { suites.removeLast() }
    }

    private func path(of title: String) -> String {
        suites.last.map { $0.path + separator + title } ?? title
    }
}
