import HarnessKit

/// A repository's objects, read as they are: nothing is checked out, filtered, replaced or fetched.
struct GitObjects {
    let git: Git
    private let folder: Path?
    private let variables: [String: String]

    /// The folder is where git runs; variables may name another repository.
    init(_ git: Git, in folder: Path? = nil, with variables: [String: String] = [:]) {
        self.git = git
        self.folder = folder
        self.variables = variables
    }

    /// A line of a tree.
    struct Node: Sendable {
        enum Kind: Equatable, Sendable { case file, executable, link, commit }

        let path: RelativePath
        let kind: Kind
        let name: String
        /// Zero where the object is not there.
        let size: Int
    }

    /// The commit that a name stands for; nil where it is not there, with all that it needs or without.
    func commit(named revision: String) -> String? {
        guard !revision.hasPrefix("-") else { return nil }
        let answer = try? run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
        return answer?.split(separator: newline).first.map { String(decoding: $0, as: UTF8.self) }
    }

    /// All files of a commit, in byte order of their paths.
    func nodes(of commit: String) throws -> [Node] {
        guard (40...64).contains(commit.utf8.count), commit.allSatisfy(\.isHexDigit) else {
            return try readNodes(of: commit)
        }
        let place = [(folder ?? git.root).description, variables["GIT_DIR"] ?? ""]
        let key = KnownTrees.Key(repository: place.joined(separator: "\0"), commit: commit)
        return try KnownTrees.shared.nodes(of: key) { try readNodes(of: commit) }
    }

    private func readNodes(of commit: String) throws -> [Node] {
        try run(["ls-tree", "-r", "-l", "-z", "--full-tree", commit]).split(separator: 0).map { line in
            let fields = line.prefix { $0 != tab }.split(separator: UInt8(ascii: " "))
            let path = RelativePath(bytes: Bytes(line.drop { $0 != tab }.dropFirst()))
            guard fields.count == 4, let path, !path.components.contains(Bytes(".git".utf8)),
                let kind = Self.kinds[String(decoding: fields[0], as: UTF8.self)]
            else {
                throw Failure(
                    .malformed,
                    "\(commit.prefix(12)) holds a file that cannot be written: '\(Path(bytes: Bytes(line)))'",
                    hint: "choose another revision")
            }
            return Node(
                path: path, kind: kind, name: String(decoding: fields[2], as: UTF8.self),
                size: Int(String(decoding: fields[3], as: UTF8.self)) ?? 0)
        }
    }

    private static let kinds: [String: Node.Kind] = [
        "100644": .file, "100664": .file, "100755": .executable, "120000": .link, "160000": .commit,
    ]

    /// Hands out the content of files one after the other, in their order.
    func forEachContent(of nodes: [Node], _ body: (Node, ArraySlice<UInt8>) throws -> Void) throws {
        var rest = nodes[...]
        while !rest.isEmpty {
            var (size, count) = (0, 0)
            for node in rest {
                size += node.size + 100
                if count > 0, size > Self.batch { break }
                count += 1
            }
            try readBatch(rest.prefix(count), limit: size + Self.batch, body)
            rest = rest.dropFirst(count)
        }
    }

    /// About so many bytes are in memory at a time, or one file.
    private static let batch = 16 * 1024 * 1024

    private func readBatch(
        _ nodes: ArraySlice<Node>, limit: Int, _ body: (Node, ArraySlice<UInt8>) throws -> Void
    ) throws {
        let names = nodes.map { $0.name + "\n" }.joined()
        let answer = try run(["cat-file", "--batch"], input: Bytes(names.utf8), limit: limit)
        var place = 0
        for node in nodes {
            let head = answer[place...].prefix { $0 != newline }
            let words = head.split(separator: UInt8(ascii: " "))
            let size = words.last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
            let start = head.endIndex + 1
            guard words.count == 3, let size, size >= 0, start + size < answer.count else {
                throw Failure(
                    .unavailable, "'\(node.path)' is not among git's objects here",
                    hint: "run 'git fetch', or choose another revision")
            }
            try body(node, answer[start..<(start + size)])
            place = start + size + 1
        }
    }

    private func run(_ arguments: [String], input: Bytes = [], limit: Int = 64 * 1024 * 1024) throws -> Bytes {
        // What is not there is not asked for over the network either.
        let outcome = try git.call(
            ["-c", "protocol.allow=never"] + arguments, in: folder, with: variables, input: input, limit: limit)
        guard outcome.output.omitted == 0 else {
            throw Failure(.unavailable, "git \(arguments[0]) prints more than can be taken in", hint: "run 'git gc'")
        }
        return outcome.output.bytes
    }
}

private let newline = UInt8(ascii: "\n")
private let tab = UInt8(ascii: "\t")
