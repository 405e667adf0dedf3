import HarnessKit

/// What the manifests of a folder say: values by dotted key, and what is depended upon.
struct Facts {
    /// Where something stands; a line is counted only for what is told.
    enum Spot {
        case line(Int)
        case path(JSON.Path)
    }

    struct Fact {
        let name: String
        let value: String
        let file: String
        let spot: Spot
    }

    private(set) var keys: [Fact] = []
    private(set) var dependencies: [Fact] = []
    private var sources: [String: JSON.Source] = [:]

    /// The fact of that key, or of the first key below it.
    func key(_ name: String) -> Fact? {
        keys.first { $0.name == name } ?? keys.first { $0.name.hasPrefix(name + ".") }
    }

    /// Every fact of that key.
    func all(_ name: String) -> [Fact] { keys.filter { $0.name == name } }

    /// The facts right below a key, with the last part of their names.
    func keys(below name: String) -> [(last: String, fact: Fact)] {
        keys.filter { $0.name.hasPrefix(name + ".") }.map { (String($0.name.dropFirst(name.count + 1)), $0) }
    }

    /// What is depended upon under that name; a `*` at its end stands for the rest.
    func dependency(_ name: String) -> Fact? {
        guard name.hasSuffix("*") else { return dependencies.first { $0.name == name } }
        return dependencies.first { $0.name.hasPrefix(name.dropLast()) }
    }

    func reason(_ fact: Fact) -> Reason {
        let line: Int? =
            switch fact.spot {
            case .line(let line): line
            case .path(let path): sources[fact.file]?.position(of: path)?.line
            }
        return Reason(file: fact.file, line: line, text: fact.name)
    }

    mutating func add(key name: String, _ value: String = "", in file: String, at spot: Spot) {
        keys.append(Fact(name: name, value: value, file: file, spot: spot))
    }

    mutating func add(dependency name: String, in file: String, at spot: Spot) {
        dependencies.append(Fact(name: name, value: "", file: file, spot: spot))
    }

    mutating func add(_ source: JSON.Source, named file: String) {
        sources[file] = source
    }
}

/// How a file becomes facts.
enum FactSource: Sendable {
    case json(String)
    case toml(String)
    case text(String, [ScanRow])

    /// Which file, as it is called beside the manifest.
    var name: String {
        switch self {
        case .json(let name), .toml(let name), .text(let name, _): name
        }
    }

    func read(_ text: String, named file: String, into facts: inout Facts) throws {
        switch self {
        case .json: try facts.take(json: text, of: file)
        case .toml: facts.take(toml: text, of: file)
        case .text(_, let rows): for row in rows { facts.take(row, in: text, of: file) }
        }
    }
}

/// A pattern that finds facts in a text which no parser of ours reads; its first group is the name.
struct ScanRow: Sendable {
    enum Yield: Sendable {
        case dependency
        /// The key is this word, a dot, and what was found.
        case key(String)
    }

    let pattern: String
    let yield: Yield

    init(_ pattern: String, _ yield: Yield) {
        self.pattern = pattern
        self.yield = yield
    }
}

extension Facts {
    /// How many facts one row may find in one file.
    private static let mostFound = 500

    mutating func take(_ row: ScanRow, in text: String, of file: String) {
        guard let pattern = try? Pattern(row.pattern) else { return }
        let bytes = Self.withoutComments(Bytes(text.utf8))
        var (start, count, line, counted) = (0, 0, 1, 0)
        while count < Self.mostFound, let match = pattern.firstMatch(in: bytes, from: start) {
            let group = match.groups.dropFirst().first.flatMap { $0 } ?? match.range
            line += bytes[counted..<group.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = group.lowerBound
            let name = String(decoding: bytes[group], as: UTF8.self)
            switch row.yield {
            case .dependency: add(dependency: name, in: file, at: .line(line))
            case .key(let key): add(key: "\(key).\(name)", name, in: file, at: .line(line))
            }
            start = max(match.range.upperBound, start + 1)
            // What is found again begins behind the last find, so that no line is counted twice.
            guard start <= bytes.count, start >= counted else { return }
            count += 1
        }
    }

    /// Lines that are comments in the languages of manifests become empty; the others keep their numbers.
    private static func withoutComments(_ bytes: Bytes) -> Bytes {
        Bytes(
            bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line -> Bytes in
                let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                let isComment =
                    text.starts(with: "//".utf8) || text.starts(with: "#".utf8) && !text.starts(with: "#[".utf8)
                return isComment ? [] : Bytes(line)
            }.joined(separator: [UInt8(ascii: "\n")]))
    }
}
