import HarnessKit

/// The repository of the snapshots: made where it is missing, and given what they need.
extension Snapshots {
    /// Makes the repository where it is missing, and points it at the project's objects.
    func prepare() throws {
        guard let objects = workspace.gitObjects, let folder = repository.parent else { return }
        if FileStatus(of: repository / "HEAD") == nil {
            _ = try git.call(["init", "-q", "--bare", "--template=", repository.description])
            // What is saved is what lies there, byte for byte: no line ends, filters or keywords.
            try write("* -text -filter -ident -working-tree-encoding\n", to: "info/attributes", in: folder)
        }
        try write("\(objects)\n", to: "objects/info/alternates", in: folder)
        // What the user keeps out of git by this file, large data perhaps, is kept out here too.
        let excluded =
            try objects.parent.flatMap { try Folder($0).read(try RelativePath(naming: "info/exclude")) } ?? []
        // What Python compiled is written again by every run.
        let ours = String(decoding: Residue.compiled, as: UTF8.self) + "/\n"
        try write(ours + String(decoding: excluded, as: UTF8.self), to: "info/exclude", in: folder)
    }

    /// Writes a setting of our repository, unless it is there already.
    private func write(_ text: String, to name: String, in folder: Path) throws {
        let path = try RelativePath(naming: "snapshots.git/\(name)")
        guard try Folder(folder).read(path) != Bytes(text.utf8) else { return }
        try Folder(folder).write(Bytes(text.utf8), to: path, .synced)
    }

    /// Copies what the commit needs, and then names it.
    func keep(_ commit: String, as names: [String], after previous: String?) throws {
        try keepObjects(of: commit, after: previous)
        let lines = names.map { "update refs/snapshots/\($0) \(commit)\n" }.joined()
        do {
            try run(["update-ref", "--stdin"], input: Bytes(lines.utf8))
        } catch {
            // Git does not write over a name that it cannot read.
            let broken = Set(try brokenRefs()).intersection(names)
            guard !broken.isEmpty else { throw error }
            for name in broken { try removeRef(name) }
            try run(["update-ref", "--stdin"], input: Bytes(lines.utf8))
        }
    }

    /// Copies what the commit needs and no earlier snapshot holds, borrowed objects too.
    private func keepObjects(of commit: String, after previous: String?) throws {
        let objects: Bytes
        do {
            objects = try names(of: commit, without: ["--glob=refs/snapshots/*"])
        } catch {
            // One name that leads nowhere spoils the question; the last snapshot holds nearly all.
            objects = try names(of: commit, without: previous.map { [$0] } ?? [])
        }
        guard !objects.isEmpty else { return }
        let pack = (repository / "objects/pack/pack").description
        try run(["pack-objects", "-q", pack], input: objects)
        if try looseFolders() >= Self.mostLoose { try run(["prune-packed", "-q"]) }
    }

    /// Folders of objects that `git add` wrote one by one; those that a pack holds as well are only there twice.
    private func looseFolders() throws -> Int {
        try Folder(repository / "objects").names().count { $0.utf8.count == 2 }
    }

    private static let mostLoose = 32

    private func names(of commit: String, without known: [String]) throws -> Bytes {
        let words = ["rev-list", "--objects", "--no-object-names", commit, "--not"] + known
        return try git.call(words, with: variables).output.bytes
    }
}
