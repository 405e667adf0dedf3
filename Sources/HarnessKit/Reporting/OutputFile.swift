/// A file that a person names for something to be written into, by the option that names it.
package struct OutputFile {
    package let path: Path
    private let option: String

    package init(_ path: Path, by option: String) {
        self.path = path
        self.option = option
    }

    /// Puts the file in place whole; what is no file is left alone, such as a link or /dev/null.
    package func write(_ bytes: Bytes) throws {
        guard let folder = path.parent, let name = RelativePath(path.name), path.name != "-" else {
            throw Failure(.usage, "'\(path)' names no file", hint: "name one: \(option) FILE")
        }
        if let status = FileStatus(of: path), status.kind != .file {
            throw Failure(
                .refused, "\(path) is \(Self.words[status.kind] ?? "no file")",
                hint: "name a file with \(option), or leave it out and redirect what is printed")
        }
        try Folder(folder).write(bytes, to: name, .renamed)
    }

    private static let words: [FileStatus.Kind: String] = [
        .folder: "a folder", .link: "a link, and links are not followed", .other: "no ordinary file",
    ]
}
