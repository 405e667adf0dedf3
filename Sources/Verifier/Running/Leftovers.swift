import HarnessKit

/// What runs that were killed left behind; a later run ends and removes it.
///
/// Guardians end everything when their owner dies. Only where both of its keepers were killed too, or the power
/// went, is there something for the next run to do.
package struct Leftovers: Sendable {
    let folder: Path

    private static let suffix = ".run.json"

    /// A run under way, noted until it ends.
    final class Claim {
        private let file: Path

        fileprivate init(_ file: Path) {
            self.file = file
        }

        func end() {
            _ = file.withCString { unlink($0) }
        }
    }

    /// Notes that a run begins; its folder is removed by the next one, should it not come to its end.
    func begin(run: String, folder temporary: Path) throws -> Claim? {
        guard let owner = ProcessIdentity.current else { return nil }
        let note: JSON = [
            "run": .string(run), "folder": .string(temporary.description), "owner": owner.json,
        ]
        let name = try RelativePath(naming: "\(run)\(Self.suffix)")
        try Folder(folder).write(note.bytes(.compact), to: name, .renamed)
        return Claim(folder / Path(bytes: name.bytes))
    }

    /// Removes what runs left whose process is gone. Returns how many there were.
    @discardableResult
    package func clear() -> Int {
        var cleared = 0
        for name in (try? Folder(folder).names()) ?? [] where name.hasSuffix(Self.suffix) {
            guard let file = RelativePath(name), let bytes = try? Folder(folder).read(file) else { continue }
            let note = try? JSON.parse(bytes)
            if let owner = note?["owner"].flatMap(ProcessIdentity.init(json:)), owner.isAlive { continue }
            // Only a folder that we made is removed, whatever a file says.
            if let path = note?["folder"]?.string.map({ Path($0) }), path.name.hasPrefix("run-"),
                FileStatus(of: path)?.kind == .folder
            {
                FileSystem.removeTree(path)
            }
            try? Folder(folder).remove(file)
            cleared += 1
        }
        return cleared
    }
}
