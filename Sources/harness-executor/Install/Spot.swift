import HarnessKit

/// A file's place below the deepest folder that is there: links on the way to it are followed, none below or at it.
struct Spot {
    let path: Path
    private let folder: Path
    private let name: RelativePath

    init(_ path: Path) throws {
        var missing = [path.name]
        var here = path.parent ?? "/"
        while FileStatus(following: here) == nil, let above = here.parent {
            missing.insert(here.name, at: 0)
            here = above
        }
        guard FileStatus(following: here)?.kind == .folder else {
            throw Failure(.unavailable, "\(here) is no folder", hint: "move it away, or choose another --scope")
        }
        self.path = path
        folder = try here.resolved()
        name = try RelativePath(naming: missing.joined(separator: "/"))
    }

    /// The same for a file that may itself be a link to where it is kept.
    init(following path: Path) throws {
        if FileStatus(of: path)?.kind == .link {
            guard FileStatus(following: path) != nil else {
                throw Failure(.unavailable, "\(path) is a link that leads nowhere", hint: "mend it or take it away")
            }
            try self.init(try path.resolved())
        } else {
            try self.init(path)
        }
    }

    var isThere: Bool { FileStatus(of: folder / name.description) != nil }

    /// Where it leads, if it is a link.
    var target: Path? { (folder / name.description).linkTarget }

    /// What it holds; nil where there is no such plain file.
    func bytes() throws -> Bytes? {
        guard FileStatus(of: folder / name.description)?.kind == .file else { return nil }
        return try Folder(folder).read(name)
    }

    func write(_ bytes: Bytes, isProgram: Bool = false) throws {
        try Folder(folder).write(bytes, to: name, .synced)
        if isProgram { _ = (folder / name.description).withCString { chmod($0, 0o755) } }
    }

    func link(to target: Path) throws { try Folder(folder).link(name, to: target) }

    func remove() throws { try Folder(folder).remove(name) }

    func removeEmptyFolder() throws { try Folder(folder).removeEmptyFolder(name) }
}
