import HarnessKit

/// What was installed, so that all of it and nothing else can be taken away.
struct InstalledRecord: JSONRecord {
    static let title = "a list of what was installed"
    static let fields: [Field<Self>] = [
        .constant("schema", "harness.installed/1", "the format of this file"),
        .defaulted("version", \.version, "which version it is of"),
        .defaulted("files", \.files, "files that were written"),
        .defaulted("links", \.links, "links that were made"),
        .defaulted("entries", \.entries, "what was added to files of the user's"),
    ]

    var version = ""
    var files: [InstalledFile] = []
    var links: [InstalledLink] = []
    var entries: [InstalledEntry] = []

    var isEmpty: Bool { files.isEmpty && links.isEmpty && entries.isEmpty }

    static func existing(in scope: Scope) throws -> InstalledRecord? {
        guard let bytes = try Spot(scope.record).bytes() else { return nil }
        return try JSON.Source(name: scope.record.description, bytes: bytes).decode()
    }

    func write(in scope: Scope) throws {
        let bytes = json.bytes(.indented) + [0x0A]
        let spot = try Spot(scope.record)
        if try spot.bytes() != bytes { try spot.write(bytes) }
    }
}

/// A file that was written, and its bytes then.
struct InstalledFile: JSONRecord {
    static let title = "an installed file"
    static let fields: [Field<Self>] = [
        .required("path", \.path, "where it lies"), .required("sha256", \.digest, "of its bytes"),
        .optional("replaces", \.former, "of the bytes that it was installed over, which were ours too"),
    ]

    var path = ""
    var digest = ""
    var former: String?

    init() {}

    init(_ path: Path, _ bytes: Bytes) {
        self.path = path.description
        digest = SHA256.digest(of: bytes).description
    }

    /// Whether these are bytes that we wrote.
    func wrote(_ bytes: Bytes) -> Bool {
        let found = SHA256.digest(of: bytes).description
        return found == digest || found == former
    }
}

/// A link that was made.
struct InstalledLink: JSONRecord {
    static let title = "an installed link"
    static let fields: [Field<Self>] = [
        .required("path", \.path, "where it lies"), .required("target", \.target, "where it leads"),
    ]

    var path = ""
    var target = ""

    init() {}

    init(_ path: Path, to target: Path) {
        self.path = path.description
        self.target = target.description
    }
}

/// An element that was added to an array in a JSON file.
struct InstalledEntry: JSONRecord {
    static let title = "an installed entry"
    static let fields: [Field<Self>] = [
        .required("file", \.file, "the file"), .required("keys", \.keys, "what leads to the array"),
        .required("value", \.value, "the element"),
        .defaulted("made", \.made, "how many of the keys were made for it"),
        .defaulted("made_file", \.madeFile, "whether the file was"),
    ]

    var file = ""
    var keys: [String] = []
    var value = JSON.null
    var made = 0
    var madeFile = false

    init() {}

    init(_ file: Path, _ keys: [String], _ value: JSON) {
        self.file = file.description
        self.keys = keys
        self.value = value
    }

    func isSame(as other: InstalledEntry) -> Bool {
        file == other.file && keys == other.keys && value == other.value
    }
}
