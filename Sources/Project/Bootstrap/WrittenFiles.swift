import HarnessKit

/// Everything that was ever written into a project by `bootstrap`: `config/written.json`.
struct WrittenFiles: JSONRecord {
    static let title = "a list of written files"
    static let fields: [Field<Self>] = [
        .constant("schema", "harness.written/1", "the format of this file"),
        .required("files", \.files, "what was written, and its bytes then"),
    ]

    /// Where it lies below the harness folder.
    static let path = "config/written.json"

    var files: [WrittenFile] = []

    static func existing(in folder: Folder, _ harness: String) throws -> WrittenFiles {
        let name = "\(harness)/\(path)"
        guard let bytes = try folder.read(try RelativePath(naming: name)) else { return WrittenFiles() }
        return try JSON.Source(name: name, bytes: bytes).decode()
    }

    func write(in folder: Folder, _ harness: String) throws {
        let name = try RelativePath(naming: "\(harness)/\(Self.path)")
        try folder.write(json.bytes(.indented) + [0x0A], to: name, .renamed)
    }

    mutating func add(_ file: WrittenFile) {
        files.removeAll { $0.path.hasSameBytes(as: file.path) }
        files.append(file)
    }
}

/// A file that was written, or a line that was added to one.
struct WrittenFile: JSONRecord {
    static let title = "a written file"
    static let fields: [Field<Self>] = [
        .required("path", \.path, "from the project's top"),
        .optional("sha256", \.digest, "of its bytes, where it is new"),
        .optional("line", \.line, "what was added, where it was there before"),
    ]
    static let alternatives = [["sha256", "line"]]

    var path = ""
    var digest: String?
    var line: String?

    init() {}

    init(path: String, text: String) {
        self.path = path
        digest = SHA256.digest(of: Bytes(text.utf8)).description
    }

    init(path: String, line: String) {
        self.path = path
        self.line = line
    }
}
